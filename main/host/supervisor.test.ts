import { describe, expect, it, vi } from 'vitest';
import { Supervisor, type Child } from './supervisor.ts';

interface FakeChild extends Child {
  readonly sent: unknown[];
  say(message: unknown): void;
  exit(reason: string): void;
  readonly killed: () => boolean;
}

function fakeChild(): FakeChild {
  let onMessage: (message: unknown) => void = () => undefined;
  let onExit: (reason: string) => void = () => undefined;
  let killed = false;
  const sent: unknown[] = [];
  return {
    sent,
    send: (message) => void sent.push(message),
    onMessage: (listener) => (onMessage = listener),
    onExit: (listener) => (onExit = listener),
    kill() {
      killed = true;
      onExit('killed');
    },
    say: (message) => onMessage(message),
    exit: (reason) => onExit(reason),
    killed: () => killed,
  };
}

function setUp(): { children: FakeChild[]; told: string[]; supervisor: Supervisor; time: { now: number } } {
  const children: FakeChild[] = [];
  const told: string[] = [];
  const time = { now: 0 };
  const supervisor = new Supervisor({
    spawn() {
      const child = fakeChild();
      children.push(child);
      return child;
    },
    onMessage: (message) => told.push(`message ${String(message)}`),
    onReady: () => told.push('ready'),
    onLost: (reason, final) => told.push(`lost ${reason}${final ? ' for good' : ''}`),
    now: () => time.now,
  });
  supervisor.start();
  return { children, told, supervisor, time };
}

describe('Supervisor', () => {
  it('starts another process where one has died, and says both', () => {
    const { children, told, supervisor, time } = setUp();
    time.now = 60_000;
    children[0]!.exit('ended by SIGKILL');
    expect(told).toEqual(['ready', 'lost ended by SIGKILL', 'ready']);
    supervisor.send('hello');
    expect(children.map((child) => child.sent)).toEqual([[], ['hello']]);
  });

  it('passes on nothing that a dead process left in the pipe', () => {
    const { children, told, time } = setUp();
    time.now = 60_000;
    children[0]!.exit('x');
    children[0]!.say('late');
    children[1]!.say('new');
    expect(told.slice(2)).toEqual(['ready', 'message new']);
  });

  it('gives up on one that dies at once, three times in a row', () => {
    const { children, told } = setUp();
    for (let i = 0; i < 3; i += 1) children[i]!.exit('x');
    expect(children).toHaveLength(3);
    expect(told.at(-1)).toBe('lost x for good');
  });

  it('does not take slow deaths for quick ones', () => {
    const { children, time } = setUp();
    for (let i = 0; i < 10; i += 1) {
      time.now += 60_000;
      children[i]!.exit('x');
    }
    expect(children).toHaveLength(11);
  });

  it('stops: asks, waits, and is not alarmed by the end', async () => {
    const { children, told, supervisor } = setUp();
    const stopped = supervisor.stop('quit');
    expect(children[0]!.sent).toEqual(['quit']);
    children[0]!.exit('ended with code 0');
    await stopped;
    expect(told).toEqual(['ready']);
    expect(children).toHaveLength(1);
  });

  it('ends a process that does not stop by itself', async () => {
    vi.useFakeTimers();
    const { children, supervisor } = setUp();
    const stopped = supervisor.stop('quit', 1000);
    vi.advanceTimersByTime(1000);
    await stopped;
    expect(children[0]!.killed()).toBe(true);
    vi.useRealTimers();
  });
});
