/**
 * Nothing leaves: the command line and the case process are run in a network namespace of their own, and the kernel's
 * counters there must say that no socket was ever used, not even over loopback. Needs root on Linux, and says where not.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const root = path.resolve(import.meta.dirname, '..');
const canIsolate =
  process.platform === 'linux' &&
  process.getuid?.() === 0 &&
  spawnSync('unshare', ['-n', 'sh', '-c', 'ip link set lo up'], { stdio: 'ignore' }).status === 0;

/** Counters of /proc/net/snmp that move when anybody connects, sends or looks up a name. */
const COUNTERS = ['Ip.OutRequests', 'Ip.OutNoRoutes', 'Tcp.ActiveOpens', 'Udp.OutDatagrams', 'Icmp.OutMsgs'];

function countersOf(snmp: string): Record<string, number> {
  const lines = snmp.trim().split('\n');
  const found: Record<string, number> = {};
  for (let i = 0; i + 1 < lines.length; i += 2) {
    const [head, ...names] = lines[i]!.split(' ');
    const [, ...values] = lines[i + 1]!.split(' ');
    names.forEach((name, n) => (found[`${head!.replace(':', '')}.${name}`] = Number(values[n])));
  }
  return found;
}

/** Runs a shell script where only loopback is up. @returns what it said, and how the counters moved */
function isolated(script: string, env: NodeJS.ProcessEnv): { said: string; moved: Record<string, number> } {
  const whole = `ip link set lo up; cat /proc/net/snmp > "$WORK/before"; ${script}; cat /proc/net/snmp > "$WORK/after"`;
  const { stdout, stderr } = spawnSync('unshare', ['-n', 'sh', '-c', whole], { encoding: 'utf8', env, cwd: root });
  const read = (name: string): Record<string, number> =>
    countersOf(spawnSync('cat', [path.join(env.WORK!, name)], { encoding: 'utf8' }).stdout);
  const [before, after] = [read('before'), read('after')];
  return {
    said: stdout + stderr,
    moved: Object.fromEntries(COUNTERS.map((name) => [name, after[name]! - before[name]!])),
  };
}

const NOTHING = Object.fromEntries(COUNTERS.map((name) => [name, 0]));

describe.skipIf(!canIsolate)('in a namespace with only loopback (root on Linux)', () => {
  let work: string;
  let env: NodeJS.ProcessEnv;

  beforeAll(() => {
    work = mkdtempSync(path.join(tmpdir(), 'waybill-network-'));
    env = { ...process.env, WORK: work, WAYBILL_HOME: path.join(work, 'home'), NODE: process.execPath };
    const built = spawnSync(process.execPath, [
      path.join(root, 'scripts/build.mjs'),
      '--main',
      '--if-stale',
      '--quiet',
    ]);
    expect(built.status).toBe(0);
    writeFileSync(path.join(work, 'a.csv'), 'key,value\nA,1\nB,2\n');
  });
  afterAll(() => rmSync(work, { recursive: true, force: true }));

  it('the counters see a look-up and a connection, or this test would prove nothing', () => {
    const script = `"$NODE" -e "require('http').get('http://example.org').on('error', () => {}); require('net').connect(9, '10.0.0.1').on('error', () => {})"`;
    const { moved } = isolated(script, env);
    expect(Object.values(moved).some((count) => count > 0)).toBe(true);
  });

  it('the command line uses no socket: new, add, sql, detect, verify', () => {
    const cli = '"$NODE" dist/main/cli.js';
    const { said, moved } = isolated(
      `${cli} new "$WORK/case" && ${cli} detect "$WORK/a.csv" && ${cli} add "$WORK/case" "$WORK/a.csv" && ${cli} sql "$WORK/case" "select count(*) from raw_a" && ${cli} verify "$WORK/case"; ${cli} sql "$WORK/case" "select * from 'https://example.org/x.csv'"; ${cli} sql "$WORK/case" "install httpfs"`,
      env,
    );
    expect(said).toContain('Everything is as it was');
    expect(moved).toEqual(NOTHING);
  });

  it('the case process uses no socket', () => {
    const driver = path.join(work, 'drive.mjs');
    writeFileSync(
      driver,
      `import { fork } from 'node:child_process';
import { Packr } from ${JSON.stringify(path.join(root, 'node_modules/msgpackr/dist/index-no-eval.cjs'))};
const packr = new Packr({ useRecords: false, mapsAsObjects: true });
const child = fork('dist/main/case-process.js', [], { serialization: 'advanced' });
const calls = [
  ['app/info', {}],
  ['case/new', { path: process.env.WORK + '/window-case', name: 'c' }],
  ['case/add', { files: [process.env.WORK + '/a.csv'] }],
  ['engine/run', { text: 'select 41 + 1' }],
  ['engine/run', { text: "select * from 'https://example.org/x.csv'" }],
];
child.send({ t: 'init', info: { host: 'chromium', notices: [], userDir: process.env.WORK, open: null } });
child.send({ t: 'open', client: 1 });
const next = (id) => child.send({ t: 'bytes', client: 1, bytes: packr.pack({ k: 'call', id, name: calls[id][0], input: calls[id][1] }) });
child.on('message', ({ t, bytes }) => {
  if (t === 'close') return;
  const message = packr.unpack(bytes);
  if (message.k === 'progress') return;
  console.log(calls[message.id][0], message.k);
  if (message.id + 1 < calls.length) next(message.id + 1);
  else child.send({ t: 'quit' });
});
next(0);
`,
    );
    const { said, moved } = isolated(`"$NODE" "${driver}"`, env);
    expect(said.trim().split('\n')).toEqual(['app/info done', 'case/new done', 'case/add done', 'engine/run done', 'engine/run failed']); // prettier-ignore
    expect(moved).toEqual(NOTHING);
  });
});

describe.runIf(!canIsolate)('network isolation', () => {
  it.skip('was not tested: it needs root on Linux with unshare and ip', () => undefined);
});
