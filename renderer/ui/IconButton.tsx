/** A button that is only an icon: it always has a name, shown on hover and focus. */
import { forwardRef, type ComponentPropsWithoutRef } from 'react';
import { ActionIcon, Tooltip } from '@mantine/core';
import type { LucideIcon } from 'lucide-react';
import { keysText } from '../app/commands.ts';
import { mac } from './platform.ts';

interface IconButtonProps extends Omit<ComponentPropsWithoutRef<'button'>, 'color'> {
  readonly icon: LucideIcon;
  readonly label: string;
  /** As in `Mod+Shift+P`. */
  readonly keys?: string;
  readonly active?: boolean;
}

export const IconButton = forwardRef<HTMLButtonElement, IconButtonProps>(function IconButton(
  { icon: Icon, label, keys, active = false, ...rest },
  ref,
) {
  return (
    <Tooltip label={keys ? `${label} (${keysText(keys, mac)})` : label}>
      <ActionIcon ref={ref} aria-label={label} data-active={active || undefined} className="wb-icon-button" {...rest}>
        <Icon size={15} aria-hidden />
      </ActionIcon>
    </Tooltip>
  );
});
