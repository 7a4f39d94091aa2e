/** Which way Waybill opens on this machine (DESIGN §2), and why: it is said, so that nobody has to guess. */

export type Way = 'electron' | 'chromium' | 'headless';

export interface Machine {
  /** Electron's program, where it is installed. */
  readonly electron: string | null;
  /** A Chromium, Chrome or Edge. */
  readonly browser: string | null;
  readonly platform: NodeJS.Platform;
  readonly env: NodeJS.ProcessEnv;
}

export interface Choice {
  readonly way: Way;
  /** One sentence. */
  readonly why: string;
}

/** Whether a window can be shown. */
export function hasDisplay({ platform, env }: Pick<Machine, 'platform' | 'env'>): boolean {
  if (platform === 'win32') return true;
  if (platform === 'darwin') return env.SSH_CONNECTION === undefined;
  return Boolean(env.DISPLAY) || Boolean(env.WAYLAND_DISPLAY);
}

/** @param wanted what the person asked for, if anything */
export function chooseWay(machine: Machine, wanted: Way | null): Choice {
  if (wanted !== null) return { way: wanted, why: `--host ${wanted} was given` };
  if (!hasDisplay(machine)) {
    return { way: 'headless', why: 'there is no display (neither DISPLAY nor WAYLAND_DISPLAY is set)' };
  }
  if (machine.electron !== null) return { way: 'electron', why: `Electron is installed (${machine.electron})` };
  if (machine.browser !== null) {
    return { way: 'chromium', why: `Electron's program is not installed, and there is ${machine.browser}` };
  }
  return { way: 'headless', why: "neither Electron's program nor a Chromium, Chrome or Edge is installed" };
}
