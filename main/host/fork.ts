import { fork } from 'node:child_process';
import type { Child } from './supervisor.ts';

/**
 * Starts the case process as a Node child process. Structured messages (bytes stay bytes); its messages for people go to
 * our own stderr; it inherits no debugging or loader options.
 */
export function forkChild(script: string, env: NodeJS.ProcessEnv = process.env): Child {
  const child = fork(script, [], {
    serialization: 'advanced',
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    execArgv: ['--enable-source-maps'],
    env,
  });
  return {
    send: (message) => {
      // The callback takes the error of a process that died a moment ago; `exit` reports it.
      if (child.connected) child.send(message as object, () => undefined);
    },
    onMessage: (listener) => child.on('message', listener),
    onExit: (listener) => {
      let told = false;
      const tell = (reason: string): void => {
        if (!told) listener(reason);
        told = true;
      };
      child.on('exit', (code, signal) => tell(signal ? `ended by ${signal}` : `ended with code ${code}`));
      child.on('error', (error) => tell(error.message));
    },
    kill: () => child.kill('SIGKILL'),
  };
}
