/**
 * Which spellings are one party. Identifiers first, then equal names, then names alike enough; a merge must fit the whole
 * cluster, not one member of it, and nothing merges against an identifier, a country or a decision.
 */
import { mayReach } from './bound.ts';
import { candidatePairs, MOST_NAMES } from './blocking.ts';
import { hash32 } from './hash.ts';
import { idsConflict, readPartyId, type PartyId } from './identifiers.ts';
import { readPartyText } from './party-text.ts';
import { prepareName, type PreparedName } from './prepare.ts';
import { MATCH_FROM, scorePrepared } from './score.ts';
import { applyDecisions, mentionKey, type Contradiction, type PartyDecision } from './decisions.ts';
import type {
  Clustering,
  CountRange,
  Method,
  Party,
  PartyMention,
  PartyName,
  PartyRole,
  ReviewPair,
} from './clustering.ts';

/** From here a merge is certain enough for the loose count. */
const SURE_FROM = 0.97;
/** How alike two clusters must be on average: for parties, and for the strict count. */
const LINKAGE = 0.8;
const STRICT_FROM = 0.8;
const STRICT_LINKAGE = 0.6;
const REVIEW_FROM = 0.6;
const MOST_REVIEW_PAIRS = 5000;
/** Lines from which a spelling is in regular use, and its share of the other's lines. */
const REGULAR = 6;
const RARE_SHARE = 0.2;
/** Members of a cluster that a merge is judged by, commonest first. */
const JUDGES = 5;

/** Where a name in Cyrillic is no rendering; an unknown country may be one of them. */
const CYRILLIC_LANDS: ReadonlySet<string> = new Set([
  '',
  'RU',
  'BY',
  'KZ',
  'UA',
  'KG',
  'UZ',
  'TJ',
  'BG',
  'RS',
  'MK',
  'MN',
  'ME',
  'BA',
  'MD',
  'AM',
  'AZ',
  'GE',
  'TM',
]);

/** Regions of one state with registers of their own trade under each other's codes. */
const countryGroup = (country: string | null): string => {
  const code = (country ?? '').trim().toUpperCase();
  return code === 'HK' || code === 'MO' || code === 'TW' ? 'CN' : code;
};

/** A party as its name, identifier and country tell; several spellings may share one. */
interface Node {
  readonly name: PreparedName;
  readonly shown: string;
  readonly id: PartyId | null;
  readonly country: string;
  rows: number;
  /** Roles in lines of any version, and in current ones; a go-between alone has none. */
  readonly roles: Set<PartyRole>;
  readonly currentRoles: Set<PartyRole>;
}

interface Cluster {
  readonly members: number[];
  readonly ids: PartyId[];
  readonly countries: Set<string>;
  rows: number;
}

/**
 * Clusters the spellings of a case. The same input gives the same parties and identifiers of parties.
 * @param mentions distinct by role, raw name and raw identifier; those with an empty name are left out
 * @param decisions in the order in which they were made: of two about one pair the later counts
 */
export function clusterParties(
  mentions: readonly PartyMention[],
  decisions: readonly PartyDecision[] = [],
): Clustering {
  const state = new Clusterer(mentions, decisions);
  return state.run();
}

class Clusterer {
  private readonly nodes: Node[] = [];
  private readonly nodeOf: number[] = [];
  private readonly viaOf: (number | null)[] = [];
  private readonly kept: PartyMention[] = [];
  private parent: Int32Array = new Int32Array(0);
  private clusters: (Cluster | null)[] = [];
  private method: Method[] = [];
  private decidedBy: string[] = [];
  private readonly apart = new Map<number, Set<number>>();
  private readonly scores = new Map<number, number>();

  constructor(
    mentions: readonly PartyMention[],
    private readonly decisions: readonly PartyDecision[],
  ) {
    const alone = new Set(decisions.flatMap((d) => [mentionKey(d.a), mentionKey(d.b)]));
    const sorted = mentions
      .map((mention) => ({ mention, key: mentionKey(mention) }))
      .sort((a, b) => order(a.key, b.key));
    const byKey = new Map<string, number>();
    const node = (text: string, id: PartyId | null, country: string, own: string): number => {
      const name = prepareName(text);
      const key = [name.words.length === 0 ? text : name.canonical, name.han, id?.value ?? '', country, own].join(
        '\u0000',
      );
      let at = byKey.get(key);
      if (at === undefined) {
        at = this.nodes.length;
        byKey.set(key, at);
        this.nodes.push({ name, shown: text, id, country, rows: 0, roles: new Set(), currentRoles: new Set() });
      }
      return at;
    };
    for (const { mention, key } of sorted) {
      if (mention.rawName.trim() === '') continue;
      const text = readPartyText(mention.rawName);
      if (text.name === '') continue;
      // In "A on behalf of B" the number beside the name may be either's: it proves nothing.
      const id = text.id ?? (text.via === null ? readPartyId(mention.rawId, mention.country) : null);
      const at = node(text.name, id, countryGroup(mention.country), alone.has(key) ? key : '');
      const found = this.nodes[at];
      if (found) {
        found.rows += mention.rows;
        found.roles.add(mention.role);
        if ((mention.currentRows ?? mention.rows) > 0) found.currentRoles.add(mention.role);
      }
      this.kept.push(mention);
      this.nodeOf.push(at);
      this.viaOf.push(text.via === null ? null : node(text.via, null, '', ''));
    }
  }

  run(): Clustering {
    const n = this.nodes.length;
    this.parent = Int32Array.from({ length: n }, (_, i) => i);
    this.method = new Array<Method>(n).fill('alone');
    this.decidedBy = new Array<string>(n).fill('rule');
    this.clusters = this.nodes.map((node, i) => ({
      members: [i],
      ids: node.id === null ? [] : [node.id],
      countries: new Set(node.country === '' ? [] : [node.country]),
      rows: node.rows,
    }));
    const contradictions = this.decide();
    const doubtful = this.mergeByIdentifier();
    this.mergeByName();
    const edges = this.edges();
    let at = 0;
    for (; at < edges.length && (edges[at]?.score ?? 0) >= SURE_FROM; at++) this.tryEdge(edges[at], LINKAGE);
    const loose = this.count((node) => node.roles);
    const looseOf = this.snapshot('L');
    for (; at < edges.length && (edges[at]?.score ?? 0) >= MATCH_FROM; at++) this.tryEdge(edges[at], LINKAGE);
    const names = this.names();
    const parties = this.parties();
    const review = this.review([...doubtful, ...edges], names.byNode);
    for (const edge of doubtful) this.tryEdge(edge, 0);
    for (const edge of edges) if (edge.score >= STRICT_FROM) this.tryEdge(edge, STRICT_LINKAGE, true);
    this.mergeRenderings();
    const strict = this.count((node) => node.currentRoles);
    const strictOf = this.snapshot('S');
    for (const [i, name] of names.list.entries()) {
      const node = this.nodeOf[i] ?? 0;
      names.list[i] = { ...name, strictId: strictOf[node] ?? '', looseId: looseOf[node] ?? '' };
    }
    const range = (role: 'exporters' | 'importers' | 'all'): CountRange => ({
      strict: strict[role],
      loose: loose[role],
    });
    return {
      parties,
      names: names.list,
      counts: { exporters: range('exporters'), importers: range('importers'), all: range('all') },
      review,
      contradictions,
    };
  }

  /** The cluster of every node as it is now, named after its first member. */
  private snapshot(letter: 'L' | 'S'): string[] {
    const first = new Map<number, number>();
    return this.nodes.map((_, i) => {
      const root = this.find(i);
      if (!first.has(root)) first.set(root, i);
      return `${letter}${first.get(root) ?? i}`;
    });
  }

  private find(i: number): number {
    let root = i;
    while (this.parent[root] !== root) root = this.parent[root] ?? root;
    for (let at = i; at !== root;) {
      const next = this.parent[at] ?? root;
      this.parent[at] = root;
      at = next;
    }
    return root;
  }

  private decide(): readonly Contradiction[] {
    if (this.decisions.length === 0) return [];
    const byKey = new Map(this.kept.map((m, i) => [mentionKey(m), this.nodeOf[i] ?? -1]));
    const { merges, aparts, contradictions } = applyDecisions(this.decisions, byKey);
    for (const [a, b] of aparts) {
      this.apart.set(a, (this.apart.get(a) ?? new Set()).add(b));
      this.apart.set(b, (this.apart.get(b) ?? new Set()).add(a));
    }
    for (const { a, b, by } of merges) {
      this.union(a, b, 'decision');
      this.decidedBy[a] = by;
      this.decidedBy[b] = by;
    }
    return contradictions;
  }

  /** One number, one party; unless the names have nothing in common, which a person should see. */
  private mergeByIdentifier(): Edge[] {
    const doubtful: Edge[] = [];
    const byId = new Map<string, number[]>();
    this.nodes.forEach((node, i) => {
      if (node.id === null) return;
      const key = node.id.checked ? `${node.id.kind}:${node.id.value}` : `${node.country}:${node.id.value}`;
      addTo(byId, key, i);
    });
    for (const members of byId.values()) {
      members.sort((a, b) => this.rows(b) - this.rows(a) || a - b);
      const [first = -1, ...others] = members;
      for (const other of others) {
        const score = this.score(first, other);
        const foreign = script(this.nodes[first]?.shown ?? '') !== script(this.nodes[other]?.shown ?? '');
        if (score < 0.35 && !foreign)
          doubtful.push({ a: first, b: other, score: 0.7, reason: 'same identifier, other name' });
        else if (this.allowed(this.find(first), this.find(other), true)) this.union(first, other, 'identifier');
      }
    }
    return doubtful;
  }

  /** The same name: without an identifier it joins the one that has one; where several do, the commonest. */
  private mergeByName(): void {
    const byName = new Map<string, number[]>();
    this.nodes.forEach((node, i) => {
      if (node.name.words.length === 0) return;
      const key = `${node.name.canonical}\u0000${node.name.han}`;
      addTo(byName, key, i);
    });
    for (const members of byName.values()) {
      members.sort(
        (a, b) =>
          Number(this.nodes[a]?.id === null) - Number(this.nodes[b]?.id === null) ||
          this.rows(b) - this.rows(a) ||
          a - b,
      );
      members.forEach((member, i) => {
        for (const earlier of members.slice(0, i)) {
          const [a, b] = [this.find(earlier), this.find(member)];
          if (a === b || !this.allowed(a, b)) continue;
          this.union(earlier, member, 'same name');
          break;
        }
      });
    }
  }

  private edges(): Edge[] {
    const pairs = candidatePairs(this.nodes.map((n) => n.name));
    const out: Edge[] = [];
    for (const pair of pairs) {
      const a = Math.floor(pair / MOST_NAMES);
      const b = pair % MOST_NAMES;
      const [x, y] = [this.nodes[a], this.nodes[b]];
      if (!x || !y || this.find(a) === this.find(b) || !mayReach(x.name, y.name, REVIEW_FROM)) continue;
      const { score, doubt } = scorePrepared(x.name, y.name, false, REVIEW_FROM);
      // What is spelt alike but differs in a numeral is for a person, whatever the letters say.
      const capped = doubt ? Math.min(score, MATCH_FROM - 0.001) : score;
      if (capped >= REVIEW_FROM) out.push({ a, b, score: capped, reason: null });
    }
    return out.sort((p, q) => q.score - p.score || this.weight(q) - this.weight(p) || p.a - q.a || p.b - q.b);
  }

  /**
   * For the strict count: a name in Chinese characters, or a foreign name in Cyrillic, may be one that another file renders
   * by its meaning or its sound (`玉河` = Jade River). It is taken for one of the same place and trade that has no such
   * spelling yet.
   */
  private mergeRenderings(): void {
    const frame = (node: Node): string =>
      node.name.words
        .filter((w) => w.role === 'place' || w.role === 'trade')
        .map((w) => w.key)
        .sort()
        .join(' ');
    for (const foreign of ['Han', 'Cyrillic'] as const) {
      const isRendering = (node: Node | undefined): boolean =>
        node !== undefined &&
        script(node.shown) === foreign &&
        !(foreign === 'Cyrillic' && CYRILLIC_LANDS.has(node.country));
      const membersOf = (i: number): readonly number[] => this.clusters[this.find(i)]?.members ?? [];
      const hasOne = (i: number): boolean => membersOf(i).some((m) => isRendering(this.nodes[m]));
      const open = new Map<string, number[]>();
      this.nodes.forEach((node, i) => {
        const key = frame(node);
        if (key !== '' && script(node.shown) === 'Latin' && !hasOne(i)) addTo(open, key, i);
      });
      this.nodes.forEach((node, i) => {
        if (node.id !== null || !isRendering(node) || !membersOf(i).every((m) => isRendering(this.nodes[m]))) return;
        const other = open.get(frame(node))?.find((k) => !hasOne(k) && this.allowed(this.find(i), this.find(k)));
        if (other !== undefined) this.union(i, other, 'similar name');
      });
    }
  }

  private tryEdge(edge: Edge | undefined, linkage: number, anyCountry = false): void {
    if (!edge) return;
    const [a, b] = [this.find(edge.a), this.find(edge.b)];
    if (a === b || !this.allowed(a, b, anyCountry) || this.linkage(a, b) < linkage) return;
    if (!anyCountry && this.established(edge)) return;
    this.union(edge.a, edge.b, edge.score >= 1 ? 'same name' : 'similar name');
  }

  /**
   * A slip of the keyboard is rare beside what it stands for. Two spellings of one script that are both in regular use are
   * two names, however alike (`НОВА…`, `НЕВА…`), unless one is the beginning of the other.
   */
  private established(edge: Edge): boolean {
    if (edge.score >= 1) return false;
    const [x, y] = [this.nodes[edge.a], this.nodes[edge.b]];
    if (!x || !y || script(x.shown) !== script(y.shown)) return false;
    if ([...x.name.words, ...y.name.words].some((w) => w.role === 'initial')) return false;
    if (x.name.plain.startsWith(y.name.plain) || y.name.plain.startsWith(x.name.plain)) return false;
    const [few, many] = x.rows < y.rows ? [x.rows, y.rows] : [y.rows, x.rows];
    return few >= REGULAR && few > many * RARE_SHARE;
  }

  /** Nothing speaks against one party: no identifiers that differ, no decision, no other country. */
  private allowed(a: number, b: number, anyCountry = false): boolean {
    const [x, y] = [this.clusters[a], this.clusters[b]];
    if (!x || !y) return false;
    if (
      !anyCountry &&
      x.countries.size > 0 &&
      y.countries.size > 0 &&
      ![...x.countries].some((c) => y.countries.has(c))
    ) {
      return false;
    }
    for (const p of x.ids) for (const q of y.ids) if (idsConflict(p, q)) return false;
    const [small, large] = x.members.length <= y.members.length ? [x, b] : [y, a];
    for (const member of small.members) {
      for (const other of this.apart.get(member) ?? []) if (this.find(other) === large) return false;
    }
    return true;
  }

  /** Mean likeness of the commonest members. What only an identifier brought into a cluster does not speak for it. */
  private linkage(a: number, b: number): number {
    const judges = (root: number): number[] =>
      [...(this.clusters[root]?.members ?? [])].sort((p, q) => this.rows(q) - this.rows(p) || p - q).slice(0, JUDGES);
    let sum = 0;
    let count = 0;
    for (const x of judges(a)) {
      for (const y of judges(b)) {
        const score = this.score(x, y);
        const foreign = score < 0.35 && script(this.nodes[x]?.shown ?? '') !== script(this.nodes[y]?.shown ?? '');
        if (foreign) continue;
        sum += score;
        count++;
      }
    }
    return count === 0 ? 0 : sum / count;
  }

  private score(a: number, b: number): number {
    const [low, high] = a < b ? [a, b] : [b, a];
    const key = low * MOST_NAMES + high;
    const known = this.scores.get(key);
    if (known !== undefined) return known;
    const [x, y] = [this.nodes[low], this.nodes[high]];
    const score = x && y ? scorePrepared(x.name, y.name, false).score : 0;
    if (this.scores.size > 1_000_000) this.scores.clear();
    this.scores.set(key, score);
    return score;
  }

  private union(a: number, b: number, method: Method): void {
    const [x, y] = [this.find(a), this.find(b)];
    if (x === y) return;
    const [into, from] =
      (this.clusters[x]?.members.length ?? 0) >= (this.clusters[y]?.members.length ?? 0) ? [x, y] : [y, x];
    const target = this.clusters[into];
    const source = this.clusters[from];
    if (!target || !source) return;
    for (const member of [a, b]) if (this.method[member] === 'alone') this.method[member] = method;
    target.members.push(...source.members);
    for (const id of source.ids)
      if (!target.ids.some((t) => t.kind === id.kind && t.value === id.value)) target.ids.push(id);
    for (const country of source.countries) target.countries.add(country);
    target.rows += source.rows;
    this.clusters[from] = null;
    this.parent[from] = into;
  }

  private rows(i: number): number {
    return this.nodes[i]?.rows ?? 0;
  }

  private weight(edge: Edge): number {
    return Math.min(this.rows(edge.a), this.rows(edge.b));
  }

  private count(rolesOf: (node: Node) => ReadonlySet<PartyRole>): {
    exporters: number;
    importers: number;
    all: number;
  } {
    let exporters = 0;
    let importers = 0;
    let all = 0;
    for (const cluster of this.clusters) {
      if (!cluster) continue;
      const has = (role: PartyRole): boolean =>
        cluster.members.some((m) => {
          const node = this.nodes[m];
          return node !== undefined && rolesOf(node).has(role);
        });
      const [exports, imports] = [has('exporter'), has('importer')];
      if (exports) exporters++;
      if (imports) importers++;
      if (exports || imports) all++;
    }
    return { exporters, importers, all };
  }

  /** The member that a cluster is named after: the commonest, a Latin one before others of equal count. */
  private head(root: number): number {
    const members = [...(this.clusters[root]?.members ?? [root])];
    members.sort((a, b) => this.rows(b) - this.rows(a) || a - b);
    return members[0] ?? root;
  }

  private readonly partyIds = new Map<number, string>();
  private readonly takenIds = new Set<string>();

  /** A short name for a party that stays the same while its identifier, or the first of its spellings, does. */
  private partyId(root: number): string {
    const known = this.partyIds.get(root);
    if (known !== undefined) return known;
    const cluster = this.clusters[root];
    const checked = cluster?.ids
      .filter((id) => id.checked)
      .map((id) => `${id.kind}:${id.value}`)
      .sort()[0];
    const spelling = cluster?.members
      .map((m) => `${this.nodes[m]?.shown ?? ''}|${this.nodes[m]?.country ?? ''}`)
      .sort(order)[0];
    const anchor = checked ?? spelling ?? String(root);
    const hex = (salt: string): string =>
      hash32(salt + anchor)
        .toString(16)
        .padStart(8, '0');
    let id = `P${hex('')}${hex('+').slice(0, 4)}`;
    for (let i = 1; this.takenIds.has(id); i++) id = `P${hex('')}${hex(`+${i}`).slice(0, 4)}`;
    this.takenIds.add(id);
    this.partyIds.set(root, id);
    return id;
  }

  private parties(): Party[] {
    const out: Party[] = [];
    this.clusters.forEach((cluster, root) => {
      if (!cluster) return;
      const head = this.nodes[this.head(root)];
      const countries = new Map<string, number>();
      for (const m of cluster.members) {
        const node = this.nodes[m];
        if (node && node.country !== '') countries.set(node.country, (countries.get(node.country) ?? 0) + node.rows);
      }
      const country = [...countries].sort((p, q) => q[1] - p[1] || order(p[0], q[0]))[0]?.[0] ?? null;
      out.push({
        partyId: this.partyId(root),
        name: head?.shown ?? '',
        country,
        identifiers: cluster.ids.map((id) => id.value).sort(),
        rows: cluster.rows,
      });
    });
    return out;
  }

  private names(): { list: PartyName[]; byNode: Map<number, PartyName> } {
    const byNode = new Map<number, PartyName>();
    const heads = new Map<number, number>();
    const list = this.kept.map((mention, i): PartyName => {
      const node = this.nodeOf[i] ?? 0;
      const via = this.viaOf[i] ?? null;
      const root = this.find(node);
      const head = heads.get(root) ?? this.head(root);
      heads.set(root, head);
      const name: PartyName = {
        role: mention.role,
        rawName: mention.rawName,
        rawId: mention.rawId,
        partyId: this.partyId(root),
        viaPartyId: via === null ? null : this.partyId(this.find(via)),
        strictId: '',
        looseId: '',
        method: this.method[node] ?? 'alone',
        score: head === node ? 1 : this.score(head, node),
        decidedBy: this.decidedBy[node] ?? 'rule',
      };
      if (!byNode.has(node)) byNode.set(node, name);
      return name;
    });
    return { list, byNode };
  }

  /** The best pair of every two clusters that may be one, most likely and most traded first. */
  private review(edges: readonly Edge[], byNode: ReadonlyMap<number, PartyName>): ReviewPair[] {
    const seen = new Set<number>();
    const out: ReviewPair[] = [];
    for (const edge of edges) {
      if (out.length >= MOST_REVIEW_PAIRS) break;
      const [a, b] = [this.find(edge.a), this.find(edge.b)];
      const key = Math.min(a, b) * MOST_NAMES + Math.max(a, b);
      if (a === b || seen.has(key) || !this.allowed(a, b, true)) continue;
      const [x, y] = [this.nodes[edge.a], this.nodes[edge.b]];
      const [nameA, nameB] = [byNode.get(edge.a), byNode.get(edge.b)];
      if (!x || !y || !nameA || !nameB) continue;
      seen.add(key);
      const { reasons } = scorePrepared(x.name, y.name);
      const other = x.country !== '' && y.country !== '' && x.country !== y.country ? ['another country'] : [];
      out.push({
        a: nameA,
        b: nameB,
        score: edge.score,
        reasons: [...(edge.reason === null ? [] : [edge.reason]), ...other, ...reasons],
      });
    }
    return out;
  }
}

interface Edge {
  readonly a: number;
  readonly b: number;
  readonly score: number;
  readonly reason: string | null;
}

function addTo(lists: Map<string, number[]>, key: string, item: number): void {
  const list = lists.get(key);
  if (list) list.push(item);
  else lists.set(key, [item]);
}

const order = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

const script = (text: string): string =>
  /\p{Script=Han}/u.test(text) ? 'Han' : /\p{Script=Cyrillic}/u.test(text) ? 'Cyrillic' : 'Latin';
