import { mkdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

/**
 * Where Waybill keeps what belongs to the person and not to a case: settings, the list of recent cases, the window's
 * profile. `WAYBILL_HOME` moves it (tests, a copy on a stick). The folder is made, readable by its owner only.
 */
export function userDir(env: NodeJS.ProcessEnv = process.env, platform: NodeJS.Platform = process.platform): string {
  const dir =
    env.WAYBILL_HOME ??
    (platform === 'win32'
      ? join(env.APPDATA ?? join(homedir(), 'AppData', 'Roaming'), 'Waybill')
      : platform === 'darwin'
        ? join(homedir(), 'Library', 'Application Support', 'Waybill')
        : join(env.XDG_CONFIG_HOME ?? join(homedir(), '.config'), 'waybill'));
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  return dir;
}
