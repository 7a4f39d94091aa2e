/** Draws the short messages, and has them read out politely. */
import { useEffect } from 'react';
import { CircleCheck, Info, TriangleAlert, X } from 'lucide-react';
import { useToasts, type Toast } from './toasts.ts';

const STAYS_MS = 6000;
const ICONS = { info: Info, success: CircleCheck, failure: TriangleAlert } as const;

export function Toasts() {
  const toasts = useToasts((s) => s.toasts);
  const close = useToasts((s) => s.close);
  return (
    <section className="wb-toasts" aria-label="Messages">
      <div role="status" aria-live="polite" className="wb-toasts-list">
        {toasts.map((toast) => (
          <ToastView key={toast.id} toast={toast} onClose={close} />
        ))}
      </div>
    </section>
  );
}

function ToastView({ toast, onClose }: { readonly toast: Toast; readonly onClose: (id: number) => void }) {
  const { id, tone, title, detail, action } = toast;
  const Icon = ICONS[tone];
  useEffect(() => {
    if (tone === 'failure') return undefined;
    const timer = setTimeout(() => onClose(id), STAYS_MS);
    return () => clearTimeout(timer);
  }, [id, tone, onClose]);
  return (
    <div className="wb-toast" data-tone={tone}>
      <Icon size={16} aria-hidden className="wb-toast-icon" />
      <div className="wb-toast-text">
        <p className="wb-strong">{title}</p>
        {detail && <p className="wb-toast-detail">{detail}</p>}
        {action && (
          <button
            type="button"
            className="wb-link"
            onClick={() => {
              onClose(id);
              action.run();
            }}
          >
            {action.label}
          </button>
        )}
      </div>
      <button type="button" className="wb-chip-x" aria-label={`Close: ${title}`} onClick={() => onClose(id)}>
        <X size={13} aria-hidden />
      </button>
    </div>
  );
}
