/**
 * Waybill's own short labels of HS chapters, and of the headings that investigations of dual-use goods meet first. They
 * help to read a grid; they have no legal weight. An imported nomenclature goes before them.
 */

export const CHAPTER_LABELS: Readonly<Record<string, string>> = {
  '01': 'Live animals', '02': 'Meat', '03': 'Fish and seafood', '04': 'Dairy, eggs, honey', '05': 'Other animal products',
  '06': 'Live plants, flowers', '07': 'Vegetables', '08': 'Fruit and nuts', '09': 'Coffee, tea, spices', '10': 'Cereals',
  '11': 'Flour, malt, starch', '12': 'Oil seeds, plants for industry', '13': 'Gums and resins', '14': 'Plaiting materials', '15': 'Fats and oils',
  '16': 'Prepared meat and fish', '17': 'Sugar', '18': 'Cocoa', '19': 'Prepared cereals, bakery', '20': 'Prepared vegetables and fruit',
  '21': 'Other prepared food', '22': 'Beverages, vinegar', '23': 'Fodder, food residues', '24': 'Tobacco', '25': 'Salt, stone, cement',
  '26': 'Ores, slag, ash', '27': 'Fuels, mineral oils', '28': 'Inorganic chemicals', '29': 'Organic chemicals', '30': 'Pharmaceuticals',
  '31': 'Fertilisers', '32': 'Dyes, paints, inks', '33': 'Perfumery, cosmetics', '34': 'Soaps, waxes', '35': 'Proteins, glues, enzymes',
  '36': 'Explosives, matches', '37': 'Photographic goods', '38': 'Other chemical products', '39': 'Plastics', '40': 'Rubber',
  '41': 'Hides and leather', '42': 'Leather goods', '43': 'Furs', '44': 'Wood', '45': 'Cork',
  '46': 'Basketware', '47': 'Pulp', '48': 'Paper', '49': 'Printed matter', '50': 'Silk',
  '51': 'Wool', '52': 'Cotton', '53': 'Other plant fibres', '54': 'Man-made filaments', '55': 'Man-made staple fibres',
  '56': 'Wadding, felt, ropes', '57': 'Carpets', '58': 'Special fabrics', '59': 'Coated textiles', '60': 'Knitted fabrics',
  '61': 'Knitted clothing', '62': 'Woven clothing', '63': 'Other textile articles', '64': 'Footwear', '65': 'Headgear',
  '66': 'Umbrellas, sticks', '67': 'Feathers, artificial flowers', '68': 'Articles of stone, plaster', '69': 'Ceramics', '70': 'Glass',
  '71': 'Precious metals and stones', '72': 'Iron and steel', '73': 'Articles of iron and steel', '74': 'Copper', '75': 'Nickel',
  '76': 'Aluminium', '78': 'Lead', '79': 'Zinc', '80': 'Tin', '81': 'Other base metals',
  '82': 'Tools, cutlery', '83': 'Articles of base metal', '84': 'Machinery, computers', '85': 'Electrical and electronic goods', '86': 'Railway vehicles',
  '87': 'Road vehicles', '88': 'Aircraft, drones, spacecraft', '89': 'Ships', '90': 'Optical, measuring, medical instruments', '91': 'Clocks and watches',
  '92': 'Musical instruments', '93': 'Arms and ammunition', '94': 'Furniture, lamps', '95': 'Toys, games, sports', '96': 'Other manufactured articles',
  '97': 'Works of art', '98': 'National use', '99': 'National use',
}; // prettier-ignore

const HEADING_LABELS: Readonly<Record<string, string>> = {
  '0702': 'Tomatoes', '0901': 'Coffee', '0902': 'Tea', '2710': 'Petroleum oils, not crude', '3004': 'Medicaments in doses', '3105': 'Mixed fertilisers',
  '3920': 'Plates and film of plastics', '4202': 'Trunks, cases, bags', '5208': 'Light cotton fabrics', '6403': 'Footwear with leather uppers',
  '6404': 'Footwear with textile uppers', '8207': 'Interchangeable tools', '8413': 'Pumps for liquids', '8418': 'Refrigerators', '8458': 'Lathes',
  '8470': 'Calculators, tills', '8471': 'Computers', '8473': 'Parts of office machines', '8482': 'Ball and roller bearings', '8486': 'Machines for making semiconductors',
  '8501': 'Electric motors and generators', '8504': 'Transformers, converters, chargers', '8507': 'Accumulators', '8511': 'Ignition and starting equipment',
  '8517': 'Telephones, network equipment', '8518': 'Microphones, loudspeakers', '8523': 'Recording media', '8524': 'Flat panel displays', '8525': 'Cameras, transmitters',
  '8526': 'Radar, radio navigation and remote control', '8529': 'Parts of radio and camera apparatus', '8532': 'Capacitors', '8534': 'Printed circuits',
  '8536': 'Switches and connectors up to 1,000 V', '8537': 'Control boards', '8541': 'Diodes, transistors, photosensitive devices', '8542': 'Integrated circuits',
  '8543': 'Other electrical machines', '8544': 'Insulated wire, optical cables', '8548': 'Electrical parts, not specified', '8708': 'Parts of motor vehicles',
  '8714': 'Parts of cycles', '8801': 'Balloons, gliders', '8802': 'Aeroplanes, helicopters, spacecraft', '8803': 'Parts of aircraft (until 2021)', '8806': 'Unmanned aircraft',
  '8807': 'Parts of aircraft', '9005': 'Binoculars, telescopes', '9013': 'Lasers, other optical devices', '9014': 'Compasses, navigation instruments',
  '9027': 'Instruments for physical or chemical analysis', '9030': 'Oscilloscopes, electrical measuring', '9031': 'Other measuring instruments',
  '9032': 'Regulating instruments', '9403': 'Furniture', '9503': 'Toys', '9620': 'Tripods, monopods',
}; // prettier-ignore

/** Code and text, shortest codes first. */
export const OWN_LABELS: readonly (readonly [code: string, text: string])[] = [
  ...Object.entries(CHAPTER_LABELS).sort(([a], [b]) => a.localeCompare(b)),
  ...Object.entries(HEADING_LABELS).sort(([a], [b]) => a.localeCompare(b)),
];
