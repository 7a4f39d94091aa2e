/** Data kept as text files beside the code; every build loads them as strings (scripts/build.mjs, scripts/text-plugin.ts). */
declare module '*.yml' {
  const text: string;
  export default text;
}
declare module '*.md' {
  const text: string;
  export default text;
}
declare module '*.sql' {
  const text: string;
  export default text;
}
