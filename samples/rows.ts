/**
 * SYNTHETIC. From what happened to what the files say: spellings, versions, deleted and duplicate rows, order, damage.
 */
import type { Declaration, Line, Row } from './model.ts';
import { spelled, type Layout } from './parties.ts';
import type { Random } from './prng.ts';
import type { Story } from './story.ts';

/** Party names of one declaration as written; "on behalf of" keeps both. */
function names(random: Random, d: Declaration, layout: Layout): Pick<Row, 'sellerName' | 'buyerName'> {
  const own = spelled(random, d.seller, layout);
  const joint = layout === 'ru' ? ' ПО ПОРУЧЕНИЮ ' : ' ON BEHALF OF ';
  return {
    sellerName: d.via === null ? own : spelled(random, d.via, layout) + joint + own,
    buyerName: spelled(random, d.buyer, layout),
  };
}

/**
 * The records of both files in their final order. The status follows the rule of the data model: the latest version is
 * current; of equal line and version the first in the order "Russian file, then vendor file" stays.
 */
export function write(random: Random, story: Story): Record<Layout, readonly Row[]> {
  const annulled = new Set(story.annulled);
  const inPair = new Set(story.pairs.flatMap((p) => [p.first, p.second]));
  const blocks: Record<Layout, Row[][]> = { ru: [], en: [] };
  for (const d of random.shuffle(story.declarations)) {
    const written = names(random, d, d.layout);
    const make = (line: Line, i: number, more: Partial<Row>): Row => ({
      declaration: d,
      lineNo: i + 1,
      line,
      version: 0,
      deleted: false,
      status: 'current',
      possibleDuplicate: false,
      layout: d.layout,
      ...written,
      ...more,
    });
    const block: Row[] = [];
    const later: Row[] = [];
    const copies: Row[] = [];
    d.lines.forEach((line, i) => {
      if (annulled.has(d)) {
        block.push(make(line, i, { status: 'superseded' }));
        later.push(make(line, i, { version: 1, deleted: true, status: 'deleted' }));
        return;
      }
      const plain = d.numbered && !inPair.has(d);
      const kind = plain
        ? random.weighted<string>([
            ['plain', 950],
            ['corrected', 20],
            ['reissued', 4],
            ['twice', 8],
            ['copied', d.layout === 'ru' ? 14 : 0],
          ])
        : 'plain';
      if (kind === 'corrected') {
        const wrong = { ...line, cents: Math.max(100, Math.round(line.cents * random.real(1.1, 2.5))) };
        block.push(make(wrong, i, { status: 'superseded' }));
        later.push(make(line, i, { version: 1 }));
      } else if (kind === 'reissued') {
        block.push(make(line, i, { status: 'deleted', deleted: true }));
        later.push(make(line, i, { version: 1 }));
      } else {
        block.push(make(line, i, {}));
        if (kind === 'twice') block.push(make(line, i, { status: 'duplicate' }));
        if (kind === 'copied') {
          copies.push(make(line, i, { status: 'duplicate', layout: 'en', ...names(random, d, 'en') }));
        }
      }
    });
    if (!d.numbered && random.chance(0.3)) {
      const last = block.pop()!;
      // One object twice: the two records must be the same to the byte.
      const twin = { ...last, possibleDuplicate: true };
      block.push(twin, twin);
    }
    blocks[d.layout].push(block, later);
    if (copies.length > 0) blocks.en.push(copies);
  }
  const date = (block: readonly Row[]): string =>
    block[0] === undefined ? '' : `${block[0].declaration.date}${block[0].version}`;
  const flat = (layout: Layout): Row[] =>
    blocks[layout].sort((a, b) => (date(a) < date(b) ? -1 : date(a) > date(b) ? 1 : 0)).flat();
  return { ru: flat('ru'), en: flat('en') };
}
