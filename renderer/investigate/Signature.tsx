/** Who signs the decisions: kept with each of them in the custody log. */
import { useState } from 'react';
import { useController } from '../app/controller-context.ts';
import { useSession } from '../app/session.ts';
import { useSigner } from './review-desk.ts';

export function Signature() {
  const controller = useController();
  const signer = useSigner();
  const kept = useSession((s) => s.settings.signature);
  const [typed, setTyped] = useState<string | null>(null);
  const keep = (): void => {
    if (typed !== null && typed.trim() !== kept) controller.changeSettings({ signature: typed.trim().slice(0, 120) });
    setTyped(null);
  };
  return (
    <label className="wb-signature">
      <span className="wb-note">Signed by</span>
      <input
        className="wb-input"
        value={typed ?? signer}
        maxLength={120}
        onChange={(event) => setTyped(event.currentTarget.value)}
        onBlur={keep}
        onKeyDown={(event) => {
          if (event.key === 'Enter') event.currentTarget.blur();
        }}
      />
    </label>
  );
}
