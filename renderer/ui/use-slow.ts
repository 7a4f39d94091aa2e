import { useEffect, useState } from 'react';

/** What is faster than this shows no sign of waiting: a flicker tells nothing. */
const SHOW_WAIT_MS = 300;

/** Whether something has been going on for so long that it should be shown. */
export function useSlow(on: boolean, afterMs = SHOW_WAIT_MS): boolean {
  const [slow, setSlow] = useState(false);
  useEffect(() => {
    if (!on) return undefined;
    const timer = setTimeout(() => setSlow(true), afterMs);
    return () => {
      clearTimeout(timer);
      setSlow(false);
    };
  }, [on, afterMs]);
  return slow;
}
