/** The Electron host's entry. Thin: main/host/electron-app.ts does it. There is no updater and nothing is ever fetched. */
import * as electron from 'electron';
import { startElectron } from './host/electron-app.ts';
import { userDir } from './host/user-dir.ts';

startElectron(electron, {
  folder: import.meta.dirname,
  userDir: userDir(),
  argv: process.argv,
  cwd: process.cwd(),
  log: (text) => process.stderr.write(`waybill: ${text}\n`),
}).catch((error: unknown) => {
  process.stderr.write(`waybill: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  electron.app.exit(1);
});
