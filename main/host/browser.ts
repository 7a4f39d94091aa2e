/**
 * Finds an installed Chromium, Chrome or Edge and says how to start it as Waybill's window: an own profile, no network of
 * its own, nothing of the browser around the page.
 */
import { accessSync, constants, existsSync, mkdirSync, realpathSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';

const LINUX = [
  'chromium',
  'chromium-browser',
  'google-chrome-stable',
  'google-chrome',
  'microsoft-edge-stable',
  'microsoft-edge',
  'brave-browser',
];
const MAC = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
];
const WINDOWS = [
  'Google\\Chrome\\Application\\chrome.exe',
  'Microsoft\\Edge\\Application\\msedge.exe',
  'Chromium\\Application\\chrome.exe',
];

const runnable = (file: string): boolean => {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
};

/** The path of a browser that can be Waybill's window; `WAYBILL_CHROMIUM` goes first. Null where there is none. */
export function findBrowser(
  env: NodeJS.ProcessEnv = process.env,
  platform: NodeJS.Platform = process.platform,
): string | null {
  if (env.WAYBILL_CHROMIUM) return runnable(env.WAYBILL_CHROMIUM) ? env.WAYBILL_CHROMIUM : null;
  if (platform === 'darwin') return [...MAC, ...MAC.map((app) => join(homedir(), app))].find(runnable) ?? null;
  if (platform === 'win32') {
    const roots = [env.PROGRAMFILES, env['PROGRAMFILES(X86)'], env.LOCALAPPDATA].filter((root) => root !== undefined);
    return WINDOWS.flatMap((app) => roots.map((root) => join(root, app))).find(existsSync) ?? null;
  }
  const folders = (env.PATH ?? '').split(delimiter).filter((folder) => folder !== '');
  return LINUX.flatMap((name) => folders.map((folder) => join(folder, name))).find(runnable) ?? null;
}

/**
 * The folder for the window's profile. A browser from a snap may not read hidden folders of the home, only its own.
 */
export function profileDir(browser: string, userDir: string, env: NodeJS.ProcessEnv = process.env): string {
  const snap =
    /[\\/]snap[\\/]/.test(existsSync(browser) ? realpathSync(browser) : browser) || browser.startsWith('/snap/');
  const dir =
    snap && env.WAYBILL_HOME === undefined
      ? join(homedir(), 'snap', 'chromium', 'common', 'waybill')
      : join(userDir, 'window');
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  return dir;
}

/** Features that would talk to somebody, or offer what makes no sense for files that must not leave the machine. */
const FEATURES_OFF = [
  'AutofillServerCommunication',
  'CertificateTransparencyComponentUpdater',
  'DialMediaRouteProvider',
  'InterestFeedContentSuggestions',
  'MediaRouter',
  'OptimizationHints',
  'OptimizationGuideModelDownloading',
  'Translate',
  'NetworkTimeServiceQuerying',
];

export interface LaunchOptions {
  readonly profile: string;
  /** URL of the page to begin with (a file). */
  readonly page: string;
  /** Whether we run as root, where Chromium's own sandbox cannot work. */
  readonly root: boolean;
}

/** The browser's arguments. `--no-sandbox` only as root; the window says so (`sandboxNotice`). */
export function browserArguments({ profile, page, root }: LaunchOptions): string[] {
  return [
    `--user-data-dir=${profile}`,
    `--app=${page}`,
    '--window-size=1440,900',
    '--no-first-run',
    '--no-default-browser-check',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
    '--disable-background-mode',
    '--disable-default-apps',
    '--disable-extensions',
    '--disable-breakpad',
    '--disable-domain-reliability',
    '--disable-client-side-phishing-detection',
    '--disable-search-engine-choice-screen',
    '--no-pings',
    '--no-service-autorun',
    '--metrics-recording-only',
    '--password-store=basic',
    '--use-mock-keychain',
    // The browser itself can look up no name and so reach nothing; the window needs only 127.0.0.1.
    '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1',
    '--no-proxy-server',
    '--ozone-platform-hint=auto',
    `--disable-features=${FEATURES_OFF.join(',')}`,
    ...(root ? ['--no-sandbox', '--test-type'] : []),
  ];
}

export const SANDBOX_NOTICE =
  'Waybill runs as root, so the browser runs without its own sandbox. Start Waybill as an ordinary user to have it.';

/** What the profile starts with: no spelling dictionaries fetched, no passwords, no suggestions, no translation. */
export function preparePreferences(profile: string): void {
  const file = join(profile, 'Default', 'Preferences');
  if (existsSync(file)) return;
  mkdirSync(join(profile, 'Default'), { recursive: true, mode: 0o700 });
  const preferences = {
    browser: { enable_spellchecking: false, has_seen_welcome_page: true },
    spellcheck: { dictionaries: [], use_spelling_service: false },
    credentials_enable_service: false,
    profile: { password_manager_enabled: false, name: 'Waybill' },
    autofill: { profile_enabled: false, credit_card_enabled: false },
    safebrowsing: { enabled: false, enhanced: false },
    search: { suggest_enabled: false },
    translate: { enabled: false },
    alternate_error_pages: { enabled: false },
    net: { network_prediction_options: 2 },
    signin: { allowed: false },
  };
  writeFileSync(file, JSON.stringify(preferences), { mode: 0o600 });
}
