/** The nonce that this load's Content-Security-Policy grants to style elements; whoever serves the page writes it in. */
export const styleNonce: string = document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce ?? '';

declare global {
  // The library that stops the page behind a dialog from scrolling (react-remove-scroll, in Mantine) makes a style
  // element and looks for its nonce here, and nowhere else.
  var __webpack_nonce__: string | undefined;
}
globalThis.__webpack_nonce__ = styleNonce;
