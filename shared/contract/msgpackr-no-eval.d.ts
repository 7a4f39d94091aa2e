/** The build of msgpackr that makes no functions from text, as the window's policy demands; it comes without types. */
declare module 'msgpackr/index-no-eval' {
  export { Packr, Unpackr } from 'msgpackr';
}
