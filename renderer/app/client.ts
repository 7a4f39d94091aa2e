/** The one way from the window to the case process, as the rest of the window sees it. */
export type { Client, CallOptions } from '../../shared/contract/client.ts';
