/** A popover at a place of the screen. Focus goes into it and comes back to what opened it. */
import type { ReactNode } from 'react';
import { Popover, Portal } from '@mantine/core';

export interface Anchor {
  readonly element: HTMLElement;
  readonly rect: DOMRect;
}

export const anchorOf = (element: HTMLElement): Anchor => ({ element, rect: element.getBoundingClientRect() });

interface AnchoredPopoverProps {
  readonly anchor: Anchor | null;
  readonly label: string;
  readonly width: number;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

export function AnchoredPopover({ anchor, label, width, onClose, children }: AnchoredPopoverProps) {
  if (!anchor) return null;
  const { rect, element } = anchor;
  const close = (): void => {
    onClose();
    if (element.isConnected) element.focus();
  };
  return (
    <Popover
      opened
      onChange={(opened) => {
        if (!opened) close();
      }}
      position="bottom-start"
      offset={4}
      width={width}
      shadow="md"
      trapFocus
      withRoles={false}
      closeOnEscape
      withinPortal
      transitionProps={{ duration: 0 }}
    >
      {/* Outside of the panels: inside one, a fixed position would count from the panel's corner. */}
      <Portal>
        <Popover.Target>
          <div
            className="wb-anchor"
            style={{ left: rect.left, top: rect.top, width: Math.max(1, rect.width), height: rect.height }}
          />
        </Popover.Target>
      </Portal>
      <Popover.Dropdown p={0} role="dialog" aria-label={label}>
        {children}
      </Popover.Dropdown>
    </Popover>
  );
}
