import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { WaybillError } from '../errors.ts';
import { listDate } from './dates.ts';
import type { ListEntry, ParsedList } from './entry.ts';
import { combineOfac, readList, type ReadList } from './parse-list.ts';

const list = (text: string): ParsedList => {
  const read = readList({ file: 'list.csv', text });
  if (!('list' in read)) throw new Error('This is a part of the OFAC list.');
  return read.list;
};
const first = (text: string): ListEntry | undefined => list(text).entries[0];

describe('readList', () => {
  it('reads the layout of the Consolidated Screening List', () => {
    const read = list(
      'source,entity_number,type,name,addresses,federal_register_notice,start_date,end_date,alt_names,ids\n' +
        'Entity List,E7,Entity,"Kestrel Optics Co., Ltd","1 Hai Road, Ningbo, China, CN; 2 Lu Road, Yiwu, China, CN",87 FR 1,2022-03-01,2022-09-01,Heron Lens; KOC Lens,7707083893\n',
    );
    expect(read.layout).toBe('Consolidated Screening List');
    expect(read.entries).toEqual([
      {
        entryId: 'E7',
        name: 'Kestrel Optics Co., Ltd',
        aliases: ['Heron Lens', 'KOC Lens'],
        country: 'CN',
        addresses: ['1 Hai Road, Ningbo, China, CN', '2 Lu Road, Yiwu, China, CN'],
        identifiers: ['7707083893'],
        listedFrom: '2022-03-01',
        listedTo: '2022-09-01',
        source: 'Entity List',
        kind: 'organisation',
      },
    ]);
  });

  it('takes the date of listing from the citation where the Entity List gives no other', () => {
    const read = list(
      'name,aliases,country,address,effective_date,federal_register,notes\nKestrel Optics (KOC),Heron Lens,China,"Ningbo, China",,"88 FR 13675, 3/6/23",x\n',
    );
    expect(read.layout).toBe('BIS Entity List');
    expect(read.entries[0]).toMatchObject({
      entryId: '1',
      country: 'CN',
      listedFrom: '2023-03-06',
      aliases: ['Kestrel Optics', 'Heron Lens'],
    });
  });

  it('reads OpenSanctions targets, dated by the sanction rather than by when it was first seen', () => {
    const read = list(
      'id,schema,name,aliases,birth_date,countries,addresses,identifiers,sanctions,phones,emails,dataset,first_seen,last_seen,last_change\n' +
        'NK-1,Company,Kestrel Optics,Heron Lens;Rook Lens,,cn,,7707083893;12345678,"Blocked - 2022-02-24;2023-01-01",,,x,2023-04-20T10:00:00,,\n' +
        'NK-2,Person,Ivan Sokolov,,,ru;kz,,,,,,x,2023-04-20T10:00:00,,\n',
    );
    expect(read.layout).toBe('OpenSanctions targets.simple');
    expect(read.entries.map((e) => [e.entryId, e.kind, e.country, e.listedFrom, e.aliases.length])).toEqual([
      ['NK-1', 'organisation', 'CN', '2022-02-24', 2],
      ['NK-2', 'person', null, '2023-04-20', 0],
    ]);
  });

  it('joins the rows of one entry where there is a row per name', () => {
    const read = list(
      'Entity ID;Name Type;Full Name;Country;Date listed\n9;alias;Heron Lens;China;2022-05-01\n9;primary;Kestrel Optics;;2022-03-01\n10;primary;Rook;;\n',
    );
    expect(read.entries).toHaveLength(2);
    expect(read.entries[0]).toMatchObject({
      name: 'Kestrel Optics',
      aliases: ['Heron Lens'],
      country: 'CN',
      listedFrom: '2022-03-01',
    });
    expect(read.notices.join()).toContain('1 of 2 entries have no date');
  });

  it('reads any CSV with a column of names, in other languages, below a title', () => {
    expect(
      first('Список от 01.03.2022\nНаименование;ИНН;Страна;Дата включения\nООО "Весна";7707083893;Россия;24.02.2022\n'),
    ).toMatchObject({
      name: 'ООО "Весна"',
      identifiers: ['7707083893'],
      country: 'RU',
      listedFrom: '2022-02-24',
    });
    expect(first('序号\t名称\t别名\n1\t苍鹭光学有限公司\tHeron Lens\n')).toMatchObject({
      name: '苍鹭光学有限公司',
      aliases: ['Heron Lens'],
    });
    expect(first('name\nKestrel, Rook & Sons, Ltd\n')?.name).toBe('Kestrel');
    expect(first('name\n"Kestrel, Rook & Sons, Ltd"\n')?.name).toBe('Kestrel, Rook & Sons, Ltd');
    expect(first('aka1,aka2,company name\nHeron,Rook,Kestrel\n')).toMatchObject({
      name: 'Kestrel',
      aliases: ['Heron', 'Rook'],
    });
  });

  it('says what is wrong with what is no list', () => {
    const codeOf = (text: string): string => {
      try {
        readList({ file: 'list.csv', text });
      } catch (error) {
        if (error instanceof WaybillError) return error.code;
        throw error;
      }
      return 'read';
    };
    expect(codeOf('')).toBe('list/empty');
    expect(codeOf('name,country\n')).toBe('list/empty');
    expect(codeOf('name\n\n,\n')).toBe('list/empty');
    expect(codeOf('a,b\n1,2\n')).toBe('list/no-names');
  });

  it('bears any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (noise) => {
        const read = list(`name,start_date\nKestrel,2022-01-01\n"${noise.replaceAll('"', '""')}",x\n`);
        expect(read.entries[0]?.name).toBe('Kestrel');
      }),
    );
  });
});

describe('the native OFAC files', () => {
  const part = (text: string): Extract<ReadList, { ofac: unknown }> => {
    const read = readList({ file: 'part.csv', text });
    if (!('ofac' in read)) throw new Error('This is a list of its own.');
    return read;
  };
  const sdn =
    '36,"KESTREL OPTICS",-0- ,"X",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,"a.k.a. \'KOC LENS\'; Tax ID No. 7707083893 (Russia)."\r\n' +
    '37,"SOKOLOV, Ivan",individual,"X",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- \r\n\u001a';
  const alt = '36,12,"aka","HERON LENS",-0- \r\n\u001a';
  const add = '36,25,-0- ,"Havana","Cuba",-0- \r\n\u001a';

  it('are told apart without a header and put together', () => {
    expect([sdn, alt, add].map((t) => part(t).ofac)).toEqual(['sdn', 'alt', 'add']);
    const read = combineOfac([alt, add, sdn].map((t) => ({ file: 'part.csv', ...part(t) })));
    expect(read.entries).toMatchObject([
      {
        entryId: '36',
        name: 'KESTREL OPTICS',
        aliases: ['HERON LENS', 'KOC LENS'],
        country: 'CU',
        addresses: ['Havana, Cuba'],
        identifiers: ['7707083893'],
        listedFrom: null,
        kind: 'organisation',
      },
      { name: 'SOKOLOV, Ivan', kind: 'person' },
    ]);
  });

  it('are refused without the names', () => {
    expect(() => combineOfac([{ file: 'alt.csv', ...part(alt) }])).toThrow(/Give sdn.csv together with it/);
  });
});

describe('listDate', () => {
  it.each([
    ['2022-03-01', '2022-03-01'],
    ['2023-04-20T10:00:00', '2023-04-20'],
    ['76 FR 71869, 11/21/11', '2011-11-21'],
    ['24.02.2022', '2022-02-24'],
    ['24/02/2022', '2022-02-24'],
    ['3 Mar 2022', '2022-03-03'],
    ['March 3, 2022', '2022-03-03'],
    ['20220303', '2022-03-03'],
    ['2022-02-30', null],
    ['', null],
    ['soon', null],
  ])('%s → %s', (text, expected) => {
    expect(listDate(text)).toBe(expected);
  });
});
