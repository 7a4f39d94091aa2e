/** A dialog with a title. Drawn only while it is open; the focus comes back to what opened it. */
import type { ReactNode } from 'react';
import { Modal } from '@mantine/core';

interface DialogProps {
  readonly title: string;
  readonly width: number;
  readonly onClose: () => void;
  readonly children: ReactNode;
  /** No visible head: the title is only read out, and the dialog stands high, like a menu of the whole window. */
  readonly bare?: boolean;
}

export function Dialog({ title, width, onClose, children, bare = false }: DialogProps) {
  return (
    <Modal.Root
      opened
      onClose={onClose}
      size={width}
      centered={!bare}
      {...(bare ? { yOffset: '12vh' } : {})}
      transitionProps={{ duration: 0 }}
    >
      <Modal.Overlay backgroundOpacity={0.35} />
      <Modal.Content aria-label={title} className="wb-dialog">
        {!bare && (
          <div className="wb-dialog-head">
            <Modal.Title>{title}</Modal.Title>
            <Modal.CloseButton aria-label="Close" />
          </div>
        )}
        <Modal.Body p={bare ? 0 : 'md'} pt={0}>
          {children}
        </Modal.Body>
      </Modal.Content>
    </Modal.Root>
  );
}
