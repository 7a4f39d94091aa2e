/* global FileReaderSync, importScripts, postMessage */
// DuckDB's own worker, with one addition: it tells how many bytes of files it has read, since the engine tells no progress
// of a load (1.33.1-dev65.0). Copied beside the page as it is (renderer/vite.config.ts); duckdb.ts hears it.
const read = FileReaderSync.prototype.readAsArrayBuffer;
let bytes = 0;
FileReaderSync.prototype.readAsArrayBuffer = function (blob) {
  const buffer = read.call(this, blob);
  bytes += buffer.byteLength;
  postMessage({ waybillBytesRead: bytes });
  return buffer;
};
importScripts('./duckdb-browser-eh.worker.js');
