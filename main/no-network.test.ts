/**
 * Promise 1, "nothing leaves": the command line runs a whole case in a network namespace whose only way out is a pair
 * of virtual interfaces that counts what is sent into it. Not one packet may be: no look-up, no connection, no extension.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const repository = path.resolve(import.meta.dirname, '..');
const cli = path.join(repository, 'dist/main/cli.js');

/** Everything that is sent anywhere goes to `way-out`; IPv6's own announcements are off, or they would be counted. */
const NAMESPACE = `set -e
ip link set lo up
ip link add way-out type veth peer name beyond
ip link set way-out arp off
ip link set beyond up
echo 1 > /proc/sys/net/ipv6/conf/all/disable_ipv6 2>/dev/null || true
echo 1 > /proc/sys/net/ipv6/conf/way-out/disable_ipv6 2>/dev/null || true
ip addr add 192.0.2.1/24 dev way-out
ip link set way-out up
ip route add default dev way-out`;
const COUNT = `awk '$1 == "way-out:" { print "packets sent: " $11 }' /proc/net/dev`;

const inNamespace = (script: string, env: NodeJS.ProcessEnv = process.env): { status: number | null; text: string } => {
  const { status, stdout, stderr } = spawnSync(
    'unshare',
    ['-n', '-m', 'sh', '-c', `${NAMESPACE}\n${script}\n${COUNT}`],
    { encoding: 'utf8', env },
  );
  return { status, text: `${stdout}${stderr}` };
};

const canIsolate = process.platform === 'linux' && process.getuid?.() === 0 && inNamespace('true').status === 0;

let folder: string;
beforeAll(() => {
  const built = spawnSync(
    process.execPath,
    [path.join(repository, 'scripts/build.mjs'), '--main', '--if-stale', '--quiet'],
    { encoding: 'utf8' },
  );
  if (built.status !== 0) throw new Error(`The command line could not be built: ${built.stderr}`);
  folder = mkdtempSync(path.join(tmpdir(), 'waybill-network-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe.skipIf(!canIsolate)('the command line', () => {
  it('would be caught: the counter sees a single packet', () => {
    const { text } = inNamespace(
      `"${process.execPath}" -e "require('dgram').createSocket('udp4').send('x', 53, '198.51.100.1', () => process.exit())"`,
    );
    expect(text).toContain('packets sent: 1\n');
  });

  it('sends nothing while it adds, queries, analyses, verifies, rebuilds and is asked for what is not there', () => {
    const file = path.join(folder, 'lines.csv');
    writeFileSync(
      file,
      `decl_no;line_no;decl_date;exporter_name;description;hs_code;value_usd\n${'10228010/010623/0000001;1;01.06.2023;SELLER LIMITED;DJI MAVIC 3;8806220000;1000,50\n'.repeat(50)}`,
    );
    const list = path.join(folder, 'list.csv');
    writeFileSync(list, 'name,country,listed_from\nSeller Ltd,CN,2020-01-01\n');
    const call = (...args: string[]): string =>
      `"${process.execPath}" "${cli}" ${args.map((a) => `'${a.replaceAll("'", `'\\''`)}'`).join(' ')}`;
    const root = path.join(folder, 'case');
    const fine = [
      ['detect', file],
      ['new', root],
      ['add', root, file],
      ['sql', root, 'from shipments'],
      ['analyze', root, '--list', list],
      ['row', root, 's1', '1'],
      ['verify', root],
      ['rebuild', root],
    ].map((args) => call(...args));
    const refused = [
      "select * from 'https://example.com/x.csv'",
      "select * from read_parquet('s3://x/y')",
      'install httpfs',
      "select * from st_read('x')",
    ].map((text) => `! ${call('sql', root, text)}`);
    const { status, text } = inNamespace([...fine, ...refused].join('\n'), { ...process.env, WAYBILL_HOME: folder });
    expect([status, text]).toEqual([0, expect.stringContaining('packets sent: 0\n')]);
  });
});
