/** Short messages at the corner of the window. Failures stay until they are closed; the rest go by themselves. */
import { create } from 'zustand';
import { CancelledError, toErrorData } from '../../shared/errors.ts';

export interface Toast {
  readonly id: number;
  readonly tone: 'info' | 'success' | 'failure';
  readonly title: string;
  readonly detail: string | null;
  readonly action: { readonly label: string; readonly run: () => void } | null;
}

interface Toasts {
  readonly toasts: readonly Toast[];
  readonly show: (toast: Omit<Toast, 'id' | 'detail' | 'action'> & Partial<Pick<Toast, 'detail' | 'action'>>) => void;
  readonly close: (id: number) => void;
}

let next = 1;

export const useToasts = create<Toasts>((set) => ({
  toasts: [],
  show: (toast) =>
    set(({ toasts }) => ({ toasts: [...toasts.slice(-4), { detail: null, action: null, ...toast, id: next++ }] })),
  close: (id) => set(({ toasts }) => ({ toasts: toasts.filter((t) => t.id !== id) })),
}));

/** Shows what was thrown, with its advice; a cancel is no failure and is not shown. */
export function showFailure(title: string, thrown: unknown, retry?: () => void): void {
  if (thrown instanceof CancelledError) return;
  const error = toErrorData(thrown);
  const { file, record } = error.place;
  const where = [file, record === undefined ? null : `record ${record}`].filter(Boolean).join(', ');
  useToasts.getState().show({
    tone: 'failure',
    title,
    detail: where === '' ? error.message : `${error.message} (${where})`,
    action: retry ? { label: 'Try again', run: retry } : null,
  });
}
