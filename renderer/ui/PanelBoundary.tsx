/** Keeps a failure of one panel in that panel: says what to do, and lets it be tried again. */
import { Component, type ErrorInfo, type ReactNode } from 'react';
import { Button } from '@mantine/core';
import { TriangleAlert } from 'lucide-react';
import { toErrorData } from '../../shared/errors.ts';
import { EmptyState } from './EmptyState.tsx';

interface PanelBoundaryProps {
  readonly name: string;
  readonly children: ReactNode;
}

export class PanelBoundary extends Component<PanelBoundaryProps, { readonly failure: unknown }> {
  override state: { readonly failure: unknown } = { failure: null };

  static getDerivedStateFromError(failure: unknown): { readonly failure: unknown } {
    return { failure };
  }

  override componentDidCatch(failure: unknown, info: ErrorInfo): void {
    console.error(`The panel "${this.props.name}" failed.`, failure, info.componentStack);
  }

  override render(): ReactNode {
    if (this.state.failure === null) return this.props.children;
    const { kind, message } = toErrorData(this.state.failure);
    return (
      <EmptyState
        tone="failure"
        icon={TriangleAlert}
        title={`${this.props.name} could not be drawn`}
        actions={<Button onClick={() => this.setState({ failure: null })}>Try again</Button>}
      >
        {kind === 'bug' ? 'This is a defect of Waybill, not of your data. Nothing was changed.' : message}
        {kind === 'bug' && <pre className="wb-stack">{message.split('\n').slice(0, 4).join('\n')}</pre>}
      </EmptyState>
    );
  }
}
