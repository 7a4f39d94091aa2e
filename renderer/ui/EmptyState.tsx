/** A place with nothing in it: what it is, and what to do next. */
import type { ReactNode } from 'react';
import type { LucideIcon } from 'lucide-react';

interface EmptyStateProps {
  readonly icon: LucideIcon;
  readonly title: string;
  readonly children?: ReactNode;
  readonly actions?: ReactNode;
  readonly tone?: 'plain' | 'failure';
}

export function EmptyState({ icon: Icon, title, children, actions, tone = 'plain' }: EmptyStateProps) {
  return (
    <div className="wb-empty-state" data-tone={tone} role={tone === 'failure' ? 'alert' : undefined}>
      <Icon size={26} aria-hidden strokeWidth={1.6} />
      <p className="wb-empty-title">{title}</p>
      {children && <div className="wb-empty-text">{children}</div>}
      {actions && <div className="wb-empty-actions">{actions}</div>}
    </div>
  );
}
