/** Providers around the shell, and the theme. */
import { useEffect, useState } from 'react';
import { MantineProvider } from '@mantine/core';
import { PanelBoundary } from '../ui/PanelBoundary.tsx';
import { ControllerContext } from './controller-context.ts';
import { Controller } from './controller.ts';
import { styleNonce } from './nonce.ts';
import { ServicesContext, type Services } from './services.ts';
import { useSession, type ThemeChoice } from './session.ts';
import { Shell } from './Shell.tsx';
import { cssVariables, theme } from './theme.ts';

function useScheme(choice: ThemeChoice): 'light' | 'dark' {
  const [dark, setDark] = useState(() => matchMedia('(prefers-color-scheme: dark)').matches);
  useEffect(() => {
    const query = matchMedia('(prefers-color-scheme: dark)');
    const listen = (): void => setDark(query.matches);
    query.addEventListener('change', listen);
    return () => query.removeEventListener('change', listen);
  }, []);
  return choice === 'system' ? (dark ? 'dark' : 'light') : choice;
}

export function App({ services }: { readonly services: Services }) {
  const scheme = useScheme(useSession((s) => s.settings.theme));
  const [controller] = useState(() => new Controller(services));

  useEffect(() => {
    void controller.start();
    const save = (): void => void controller.layout.saveNow();
    const offs = [
      services.client.on('process/lost', () => useSession.setState({ connection: 'lost' })),
      services.client.on('process/ready', () => {
        if (useSession.getState().connection === 'lost') void controller.reopenAfterLoss();
      }),
      services.client.on('files/opened', (given) => controller.looks.openHandedOver(given)),
    ];
    window.addEventListener('pagehide', save);
    return () => {
      for (const off of offs) off();
      window.removeEventListener('pagehide', save);
    };
  }, [controller, services]);

  return (
    <MantineProvider
      theme={theme}
      cssVariablesResolver={cssVariables}
      forceColorScheme={scheme}
      getStyleNonce={() => styleNonce}
    >
      <ServicesContext value={services}>
        <ControllerContext value={controller}>
          <PanelBoundary name="The window">
            <Shell />
          </PanelBoundary>
        </ControllerContext>
      </ServicesContext>
    </MantineProvider>
  );
}
