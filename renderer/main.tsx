/** Where the window starts: connects to the case process, then draws. */
import '@fontsource-variable/inter/wght.css';
import '@fontsource-variable/jetbrains-mono/wght.css';
import '@mantine/core/styles.css';
import 'dockview-react/dist/styles/dockview.css';
import './styles/tokens.css';
import './styles/base.css';
import './styles/shell.css';
import './styles/grid.css';
import './styles/notebook.css';
import './styles/notebook-runs.css';
import './styles/panels.css';
import './styles/investigate.css';
import './styles/intake.css';
import './styles/quality.css';
import './styles/review.css';
import './styles/brands.css';
import './styles/repair.css';
import { createRoot } from 'react-dom/client';
import { App } from './app/App.tsx';
import type { Services } from './app/services.ts';
import { useSession } from './app/session.ts';
import { remoteEngine } from './engine/remote.ts';
import { connect } from './host/client.ts';
import type { Sandbox } from './look/sandbox.ts';
import { toErrorData } from '../shared/errors.ts';

async function start(root: HTMLElement): Promise<void> {
  const client = await connect();
  let sandbox: Promise<Sandbox> | null = null;
  const services: Services = {
    client,
    caseEngine: remoteEngine(client),
    sandbox: () => {
      sandbox ??= import('./look/wasm-sandbox.ts').then(({ startSandbox }) =>
        startSandbox(useSession.getState().settings.quickLookBytes),
      );
      // A start that failed may succeed when it is tried again.
      sandbox.catch(() => (sandbox = null));
      return sandbox;
    },
  };
  createRoot(root).render(<App services={services} />);
}

const root = document.getElementById('root');
if (root) {
  start(root).catch((thrown: unknown) => {
    const message = document.createElement('p');
    message.setAttribute('role', 'alert');
    message.className = 'wb-start-failure';
    message.textContent = toErrorData(thrown).message;
    root.replaceChildren(message);
  });
}
