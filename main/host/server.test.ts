import { describe, expect, it, vi } from 'vitest';
import { calls } from '../../shared/contract/calls.ts';
import { createClient, type Client } from '../../shared/contract/client.ts';
import type { Progress } from '../../shared/contract/engine.ts';
import { channelPair, type Channel } from '../../shared/contract/protocol.ts';
import { fromBytes, toBytes } from '../../shared/contract/wire.ts';
import { CancelledError, WaybillError } from '../../shared/errors.ts';
import { serve, type Handlers, type Served } from './server.ts';

/** Handlers that fail, but for those given. */
const handlersWith = (some: Partial<Handlers>): Handlers =>
  Object.fromEntries(
    Object.keys(calls).map((name) => [
      name,
      some[name as keyof Handlers] ?? (() => Promise.reject(new Error(`${name} was not expected`))),
    ]),
  ) as unknown as Handlers;

function connected(some: Partial<Handlers>, now?: () => number): { client: Client; served: Served; window: Channel } {
  const [window, process] = channelPair();
  const served = serve(process, handlersWith(some), now ? { now } : {});
  return { client: createClient(window), served, window };
}

describe('a call', () => {
  it('brings the answer, typed and parsed', async () => {
    const { client } = connected({ 'notebook/list': async () => [{ name: 'a', title: 'A' }] });
    expect(await client.call('notebook/list', {})).toEqual([{ name: 'a', title: 'A' }]);
  });

  it('brings an expected error with code, advice and place', async () => {
    const { client } = connected({
      'engine/run': async () => {
        throw new WaybillError('sql/syntax', 'There is a comma too many.', { place: { offset: 7 } });
      },
    });
    const failure = await client.call('engine/run', { text: 'select 1,' }).catch((e: unknown) => e);
    expect(failure).toBeInstanceOf(WaybillError);
    expect(failure).toMatchObject({ code: 'sql/syntax', advice: 'There is a comma too many.', place: { offset: 7 } });
  });

  it('is refused where the input has the wrong shape, before the handler sees it', async () => {
    const page = vi.fn();
    const { client } = connected({ 'engine/page': page });
    await expect(client.call('engine/page', { id: '1', from: -1, count: 5 })).rejects.toMatchObject({
      code: 'host/bad-call',
    });
    expect(page).not.toHaveBeenCalled();
  });

  it('fails where the answer has the wrong shape', async () => {
    const { client } = connected({ 'notebook/list': async () => 'no list' as never });
    await expect(client.call('notebook/list', {})).rejects.toThrow(/wrong shape/);
  });

  it('answers out of order, each to its own call', async () => {
    const gates: (() => void)[] = [];
    const { client } = connected({
      'notebook/read': ({ name }) =>
        new Promise((resolve) => gates.push(() => resolve({ name, text: name, hash: name }))),
    });
    const first = client.call('notebook/read', { name: 'first' });
    const second = client.call('notebook/read', { name: 'second' });
    await vi.waitFor(() => expect(gates).toHaveLength(2));
    gates[1]!();
    expect((await second).name).toBe('second');
    gates[0]!();
    expect((await first).name).toBe('first');
  });
});

describe('cancel', () => {
  it('rejects at once, reaches the handler, and the late answer is dropped', async () => {
    let seen: AbortSignal | undefined;
    let finish: (() => void) | undefined;
    const { client } = connected({
      'engine/run': (_input, { signal }) => {
        seen = signal;
        return new Promise((resolve) => {
          finish = () => resolve({ id: '1', columns: [], rowCount: 0, statement: '' });
        });
      },
    });
    const controller = new AbortController();
    const call = client.call('engine/run', { text: 'select 1' }, { signal: controller.signal });
    await vi.waitFor(() => expect(seen).toBeDefined());
    controller.abort();
    await expect(call).rejects.toBeInstanceOf(CancelledError);
    await vi.waitFor(() => expect(seen?.aborted).toBe(true));
    finish?.();
  });

  it('with a signal that has fired already sends nothing', async () => {
    const run = vi.fn();
    const { client } = connected({ 'engine/run': run });
    const signal = AbortSignal.abort();
    await expect(client.call('engine/run', { text: 'select 1' }, { signal })).rejects.toBeInstanceOf(CancelledError);
    expect(run).not.toHaveBeenCalled();
  });
});

describe('progress', () => {
  it('arrives before the answer, thinned out, and the end always', async () => {
    let time = 0;
    const { client } = connected(
      {
        'case/add': async (_input, { onProgress }) => {
          for (let i = 0; i <= 100; i += 1) {
            time += 10;
            onProgress({ fraction: i / 100, rows: i });
          }
          return [];
        },
      },
      () => time,
    );
    const seen: Progress[] = [];
    await client.call('case/add', { files: ['a.csv'] }, { onProgress: (p) => seen.push(p) });
    expect(seen.length).toBeGreaterThan(5);
    expect(seen.length).toBeLessThan(25);
    expect(seen.at(-1)?.fraction).toBe(1);
  });
});

describe('the channel', () => {
  it('is closed by a message that the protocol does not know', async () => {
    const closed = vi.fn();
    const { client, window } = connected({});
    client.onClose(closed);
    window.send({ k: 'call', id: 1, name: 'toString', input: {} } as never);
    await vi.waitFor(() => expect(closed).toHaveBeenCalled());
  });

  it('once closed fails what is under way and cancels it on the other side', async () => {
    let seen: AbortSignal | undefined;
    const { client, window } = connected({
      'engine/run': (_input, { signal }) => {
        seen = signal;
        return new Promise(() => undefined);
      },
    });
    const call = client.call('engine/run', { text: 'select 1' });
    await vi.waitFor(() => expect(seen).toBeDefined());
    window.close();
    await expect(call).rejects.toMatchObject({ code: 'host/process-lost' });
    expect(seen?.aborted).toBe(true);
    await expect(client.call('app/info', {})).rejects.toMatchObject({ code: 'host/process-lost' });
  });

  it('tells events, and a lost process fails what is under way', async () => {
    const { client, served } = connected({ 'engine/run': () => new Promise(() => undefined) });
    const reasons: string[] = [];
    client.on('process/lost', ({ reason }) => reasons.push(reason));
    const call = client.call('engine/run', { text: 'select 1' });
    served.emit('process/lost', { reason: 'killed' });
    await expect(call).rejects.toMatchObject({ code: 'host/process-lost' });
    expect(reasons).toEqual(['killed']);
  });
});

describe('the wire', () => {
  it('keeps what JSON would lose', () => {
    const value = { a: [NaN, Infinity, null, 2 ** 53, 'ж\u0000'], bytes: new Uint8Array([1, 255]) };
    const back = fromBytes(toBytes(value)) as typeof value;
    expect(back.a).toEqual(value.a);
    expect([...back.bytes]).toEqual([1, 255]);
  });

  it('does not let a key reach a prototype', () => {
    const back = fromBytes(toBytes(JSON.parse('{"__proto__":{"admin":true}}'))) as { admin?: boolean };
    expect(back.admin).toBeUndefined();
  });
});
