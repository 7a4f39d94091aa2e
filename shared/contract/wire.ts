/**
 * Messages as bytes, for channels that carry nothing else (the WebSocket). MessagePack, because JSON has no NaN and no
 * infinity, which a DOUBLE column may hold, and no bytes. A key `__proto__` arrives as `__proto_`: names that come from
 * files travel as values, never as keys that matter.
 */
import { Packr } from 'msgpackr/index-no-eval';

const packr = new Packr({ useRecords: false, mapsAsObjects: true, variableMapSize: true });

export const toBytes = (message: unknown): Uint8Array => packr.pack(message);

/** @throws Error where the bytes are no MessagePack */
export const fromBytes = (bytes: Uint8Array): unknown => packr.unpack(bytes);
