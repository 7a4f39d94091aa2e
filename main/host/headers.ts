/**
 * The headers of every answer of both hosts (loopback server and `app://`). The policy is the final one: the conformance
 * suite and all of e2e run under it.
 */

/** Replaced in index.html by a fresh value for each load; `html.cspNonce` of renderer/vite.config.ts puts it there. */
export const NONCE_PLACEHOLDER = '__CSP_NONCE__';

/**
 * The content security policy. No code but files of our own origin and WebAssembly; no connection but to our own origin;
 * style sheets from our own origin or with the nonce (the grid and the editor make style elements while they run). Style
 * attributes are allowed: with every other fetch closed they can do nothing but style.
 */
export const contentSecurityPolicy = (nonce: string): string =>
  [
    "default-src 'none'",
    "script-src 'self' 'wasm-unsafe-eval'",
    "worker-src 'self'",
    "connect-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "style-src-attr 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "font-src 'self' data:",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');

/** Cross-origin isolation, no sniffing, no referrer, no powerful feature, nothing kept in a cache on disk. */
export const securityHeaders = (nonce: string): Record<string, string> => ({
  'Content-Security-Policy': contentSecurityPolicy(nonce),
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Origin-Agent-Cluster': '?1',
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
  'X-DNS-Prefetch-Control': 'off',
  'Referrer-Policy': 'no-referrer',
  'Permissions-Policy':
    'camera=(), microphone=(), geolocation=(), usb=(), serial=(), hid=(), midi=(), payment=(), display-capture=(), browsing-topics=()',
  'Cache-Control': 'no-store',
});
