/**
 * Legal forms in the languages of trade records. They say what kind of company it is, never which one: they are taken
 * off before names are compared, and only their class is kept.
 */
import { editDistance } from './edit-distance.ts';
import { fold } from './fold.ts';

/**
 * Classes of legal forms. `limited` and `joint` meet freely, because translations mix them; the others do not:
 * a foundation is not a limited company of the same name.
 */
export type FormClass = 'limited' | 'joint' | 'company' | 'partnership' | 'person' | 'nonprofit' | 'state';

interface Form {
  readonly words: readonly string[];
  readonly form: FormClass;
  /** Short codes are words or initials elsewhere: they count only where a legal form stands. */
  readonly at: 'any' | 'end' | 'start' | 'edges';
}

/** Phrases in lower-case Latin as `toAscii` writes them, by class. A leading `^` = only in front, `$` = only at the end, `*` = either edge. */
const TABLE: Readonly<Record<FormClass, string>> = {
  limited: `
    obshchestvo s ogranichennoy otvetstvennostyu|obshchestvo s ogranichennoi otvetstvennostiu|obschestvo s ogranichennoy otvetstvennostyu
    tovarishchestvo s ogranichennoy otvetstvennostyu|tovarishchestvo s ogranichennoi otvetstvennostiu|tovarischestvo s ogranichennoy otvetstvennostyu
    tovarystvo z obmezhenoyu vidpovidalnistyu|zhauapkershiligi shekteuli seriktestigi|obshchestvo s dopolnitelnoy otvetstvennostyu
    limited liability company|limited liability partnership|limited liability co|company with limited liability|limited liability
    private limited company|private limited|pvt limited|pvt ltd|pte ltd|pte limited|pty ltd|pty limited|public company limited
    company limited|co limited|co ltd|company ltd|ltd company|co ltda|limited company
    ko ltd|ko limited|ko limitid|kompani limited|kompani limitid|kompani ltd
    gesellschaft mit beschrankter haftung|gmbh co kg|gmbh and co kg|ges m b h|gmbh|mbh
    societe a responsabilite limitee|sociedad de responsabilidad limitada|sociedad limitada|sociedade limitada|societa a responsabilita limitata
    sp z o o|sp z oo|spolka z ograniczona odpowiedzialnoscia|spol s r o|s de rl de cv|s de r l de c v|de rl de cv
    d o o|s r o|s r l|s a r l|b v b a|limited sirketi|ltd sti|limited sti|san ve tic ltd sti|tic ltd sti
    cong ty tnhh mtv|cong ty tnhh mot thanh vien|cong ty tnhh|cong ty trach nhiem huu han|trach nhiem huu han|tnhh
    youxian zeren gongsi|gufen youxian gongsi|jituan youxian gongsi|youxian gongsi|youxiangongsi|yugen kaisha|godo kaisha|yuhan hoesa
    $ltd|$ltda|$llc|$lld|$limited|$limitid|$limited|$limitada|$oo|$ltd|$pvt|$pte|$pty|$sl|$srl|$sarl|$sro|$spzoo|$doo|$dooel|$eood|$ood|$bv|$bvba|$kft|$oy|$ab|$aps|$as|$uab|$sia|$ou|$sti|$gmbh|$eirl|$srls|$mchj|$mmc|$yk|$gk|$plt|$sdn bhd|$bhd
    ^ooo|^000|^too|^tov|^odo|^llc|^ltd|^llp|^lld|^oso|^uab|^sia|^kft|^zhshs|^mchzh|^mchj|^mmc|^shpk|*pt|*cv
    $ooo|$too|$tov|$odo
    fzco|fz llc|fze|fzc|dmcc`,
  joint: `
    publichnoe aktsionernoe obshchestvo|publichnoye aktsionernoye obshchestvo|otkrytoe aktsionernoe obshchestvo|zakrytoe aktsionernoe obshchestvo
    nepublichnoe aktsionernoe obshchestvo|aktsionernoe obshchestvo|aktsionernoye obshchestvo|aktsionernoe obschestvo|aktsionerne tovarystvo
    public joint stock company|open joint stock company|closed joint stock company|private joint stock company|joint stock company|joint stock co
    aktsiyalyk kogamy|aktsionerlik jamiyati|public limited company|aktiengesellschaft|naamloze vennootschap|besloten vennootschap
    societe anonyme|sociedad anonima de capital variable|sociedad anonima|sociedade anonima|societa per azioni|spolka akcyjna
    s a de c v|sa de cv|sab de cv|s p a|s a s|anonim sirketi|kabushiki kaisha|jusik hoesa|jusighoesa|cong ty co phan|aktieselskab|aksjeselskap|aktiebolag
    $inc|$incorporated|$corp|$corporation|$plc|$sa|$ag|$spa|$sas|$nv|$asa|$a s|$as|$oyj|$ad|$dd|$jsc|$pjsc|$ojsc|$cjsc|$ao|$oao|$zao|$pao|$kk|$tbk|$se|$kgaa|$ctcp|$sab|$korp|$korporation|$inkorporeyted
    ^ao|^oao|^zao|^pao|^nao|^jsc|^pjsc|^ojsc|^cjsc|^zjsc|^pat|^prat|^kk|^ctcp|^ad|^spa`,
  company: `
    $company|$co|$cia|$compania|$compagnie|$companhia|$ko|$kompani|$kompaniya|$firma|$gongsi|$hoesa|$cong ty|$sirketi|$s a e|$sae|$est|$wll|$w l l|$bsc
    ^kompaniya|^firma|^company|^cong ty|^sharikat|^shrkh|^shrkt|$trust co`,
  partnership: `$lp|$l p|$llp|$kg|$ohg|$snc|$sca|$scs|$cv|$limited partnership|limited partnership|kommanditgesellschaft|offene handelsgesellschaft`,
  person: `
    individualnyy predprinimatel|individualnyi predprinimatel|individual entrepreneur|fizicheskoe litso predprinimatel|fizychna osoba pidpryyemets|individual proprietor|sole proprietor|krestyanskoe fermerskoe khozyaystvo
    ^ip|^ie|^chp|^fop|^pboyul|^jk|$ip`,
  nonprofit: `
    avtonomnaya nekommercheskaya organizatsiya|nekommercheskaya organizatsiya|obshchestvennaya organizatsiya|autonomous non profit organization|autonomous nonprofit organization|non profit organization|noncommercial organization|blagotvoritelnyy fond|public organization
    ^ano|^noc|^nko|^fond|$ano|$nko|$e v|$ev|$foundation|$stiftung|$fundacion`,
  state: `
    federalnoe gosudarstvennoe unitarnoe predpriyatie|gosudarstvennoe unitarnoe predpriyatie|munitsipalnoe unitarnoe predpriyatie|federal state unitary enterprise|state unitary enterprise|unitary enterprise|state enterprise|derzhavne pidpryyemstvo
    federalnoe gosudarstvennoe byudzhetnoe uchrezhdenie|federal state budgetary institution
    ^fgup|^gup|^mup|^fsue|^fgbu|^rup|^rgp|^gp|^dp|$fgup|$fsue|^chup|^kup`,
};

const byFirst = new Map<string, Form[]>();
for (const [form, phrases] of Object.entries(TABLE) as [FormClass, string][]) {
  for (const raw of phrases.split(/[|\n]/)) {
    const text = raw.trim();
    if (text === '') continue;
    const at = text.startsWith('^') ? 'start' : text.startsWith('$') ? 'end' : text.startsWith('*') ? 'edges' : 'any';
    const words = (at === 'any' ? text : text.slice(1)).split(' ').map(fold);
    const first = words[0] ?? '';
    const list = byFirst.get(first) ?? [];
    list.push({ words, form, at });
    byFirst.set(first, list);
  }
}
for (const list of byFirst.values()) list.sort((a, b) => b.words.length - a.words.length);

/** First words of forms that stand at the end of a name and are long enough to be known with a slip (`LIITED`). */
const LONG_ENDINGS = [...byFirst].flatMap(([first, forms]) =>
  first.length >= 7 && forms.some((f) => f.at === 'end' || f.at === 'edges') ? [first] : [],
);

const endingsOf = new Map<string, readonly Form[]>();

/** Forms of the end that begin with a word, or with what the word was meant to be. */
function endingsAt(word: string, unfolded: string): readonly Form[] {
  const known = byFirst.get(word);
  if (known !== undefined || unfolded.length < 6) return known ?? [];
  const before = endingsOf.get(unfolded);
  if (before !== undefined) return before;
  const found = LONG_ENDINGS.flatMap((first) =>
    editDistance(unfolded, first, 1) === 1 ? (byFirst.get(first) ?? []) : [],
  );
  if (endingsOf.size > 200_000) endingsOf.clear();
  endingsOf.set(unfolded, found);
  return found;
}

/** Chinese, Japanese and Korean forms, written without spaces: longest first. */
export const CJK_FORMS: readonly (readonly [string, FormClass])[] = [
  ['股份有限公司', 'joint'],
  ['集团有限公司', 'limited'],
  ['有限责任公司', 'limited'],
  ['有限責任公司', 'limited'],
  ['有限公司', 'limited'],
  ['有限合伙', 'partnership'],
  ['株式会社', 'joint'],
  ['有限会社', 'limited'],
  ['合同会社', 'limited'],
  ['주식회사', 'joint'],
  ['유한회사', 'limited'],
  ['(株)', 'joint'],
  ['(주)', 'joint'],
  ['(有)', 'limited'],
  ['公司', 'company'],
  ['会社', 'company'],
];

export interface WithoutForms {
  /** Indexes of the words that are left. */
  readonly kept: readonly number[];
  readonly forms: readonly FormClass[];
  /** Index of the first word after the last legal form found inside the name (an address may follow); -1 if none. */
  readonly afterForm: number;
}

/** Long words of a legal form may have one slip of the keyboard, or be cut by one letter. */
const alike = (word: string, form: string): boolean =>
  word === form || (form.length >= 6 && word.length >= 6 && editDistance(word, form, 1) === 1);

/**
 * @param words folded words of one name
 * @param unfolded the same words before folding, which writes double letters once: `LIITED` is one slip from `LIMITED`, `lited` two
 */
export function stripLegalForms(words: readonly string[], unfolded: readonly string[] = words): WithoutForms {
  const taken = new Array<boolean>(words.length).fill(false);
  const forms: FormClass[] = [];
  let afterForm = -1;
  const matches = (form: Form, at: number): boolean =>
    form.words.every(
      (w, k) => taken[at + k] === false && (alike(words[at + k] ?? '', w) || alike(unfolded[at + k] ?? '', w)),
    );
  const take = (form: Form, at: number): void => {
    for (let k = 0; k < form.words.length; k++) taken[at + k] = true;
    forms.push(form.form);
    afterForm = Math.max(afterForm, at + form.words.length);
  };
  for (let i = 0; i < words.length; i++) {
    const form = byFirst.get(words[i] ?? '')?.find((f) => f.at === 'any' && matches(f, i));
    if (form) take(form, i);
  }
  // The edges, again and again: `SAN. VE TIC. LTD. STI.`, `CO., LTD`.
  for (let moved = true; moved;) {
    moved = false;
    const start = taken.indexOf(false);
    const end = taken.lastIndexOf(false);
    if (start < 0 || start === end) break;
    const front = byFirst
      .get(words[start] ?? '')
      ?.find((f) => (f.at === 'start' || f.at === 'edges') && matches(f, start));
    if (front && front.words.length <= end - start) {
      take(front, start);
      moved = true;
      continue;
    }
    for (let length = Math.min(4, end - start); length > 0 && !moved; length--) {
      const at = end - length + 1;
      const back = endingsAt(words[at] ?? '', unfolded[at] ?? '').find(
        (f) => (f.at === 'end' || f.at === 'edges') && f.words.length === length && matches(f, at),
      );
      if (back) {
        take(back, at);
        moved = true;
      }
    }
  }
  const kept = words.map((_, i) => i).filter((i) => taken[i] === false);
  // A name made only of a form (`The Company`) is its own name.
  if (kept.length === 0) return { kept: words.map((_, i) => i), forms: [], afterForm: -1 };
  return { kept, forms, afterForm };
}

/** Whether two names can be one company as far as their legal forms tell. Unknown forms say nothing. */
export function formsAgree(a: readonly FormClass[], b: readonly FormClass[]): boolean {
  if (a.length === 0 || b.length === 0) return true;
  const special = (forms: readonly FormClass[]): FormClass | 'business' =>
    forms.find((f) => f === 'nonprofit' || f === 'state' || f === 'person') ?? 'business';
  return special(a) === special(b);
}
