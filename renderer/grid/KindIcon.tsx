/** A small sign for the kind of a column; its name is read out with the header's title, so it is decoration. */
import { memo } from 'react';
import { Binary, Braces, Calendar, Clock, Hash, ToggleLeft, Type, type LucideIcon } from 'lucide-react';
import type { ColumnKind } from '../../shared/contract/values.ts';

const ICONS: Readonly<Record<ColumnKind, LucideIcon>> = {
  text: Type,
  integer: Hash,
  decimal: Hash,
  float: Hash,
  boolean: ToggleLeft,
  date: Calendar,
  timestamp: Calendar,
  time: Clock,
  blob: Binary,
  nested: Braces,
  other: Type,
};

export const KindIcon = memo(function KindIcon({ kind }: { readonly kind: ColumnKind }) {
  const Icon = ICONS[kind];
  return <Icon size={12} className="wb-kind" aria-hidden strokeWidth={2.2} />;
});
