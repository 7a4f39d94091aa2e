import { describe, expect, it } from 'vitest';
import { chooseWay, type Machine } from './choose-way.ts';

const machine = (change: Partial<Machine> = {}): Machine => ({
  electron: '/opt/electron',
  browser: '/usr/bin/chromium',
  platform: 'linux',
  env: { DISPLAY: ':0' },
  ...change,
});

describe('chooseWay', () => {
  it('takes Electron first, then a browser, then none', () => {
    expect(chooseWay(machine(), null).way).toBe('electron');
    expect(chooseWay(machine({ electron: null }), null).way).toBe('chromium');
    expect(chooseWay(machine({ electron: null, browser: null }), null).way).toBe('headless');
  });

  it('opens no window where there is no display', () => {
    expect(chooseWay(machine({ env: {} }), null).way).toBe('headless');
    expect(chooseWay(machine({ env: { DISPLAY: '' } }), null).way).toBe('headless');
    expect(chooseWay(machine({ env: { WAYLAND_DISPLAY: 'wayland-0' } }), null).way).toBe('electron');
    expect(chooseWay(machine({ env: {}, platform: 'win32' }), null).way).toBe('electron');
    expect(chooseWay(machine({ env: { SSH_CONNECTION: 'x' }, platform: 'darwin' }), null).way).toBe('headless');
  });

  it('does as it is told, and always says why', () => {
    expect(chooseWay(machine(), 'headless')).toEqual({ way: 'headless', why: '--host headless was given' });
    expect(chooseWay(machine({ electron: null }), null).why).toContain('/usr/bin/chromium');
  });
});
