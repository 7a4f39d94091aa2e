/** The calls of the data-quality page: figures, and which source leads. */
import type { qualityCalls } from '../../shared/contract/quality-calls.ts';
import { importNomenclature, shipmentLabels } from '../shipments/nomenclature.ts';
import { chooseLead, orderWithLead, previewLead } from '../shipments/lead.ts';
import { qualityDetail, qualitySummary } from '../shipments/quality.ts';
import type { Desk } from './desk.ts';
import type { Handlers } from './server.ts';

export const qualityHandlers = (desk: Desk): Pick<Handlers, keyof typeof qualityCalls> => ({
  'quality/summary': ({ source_id }, options) => qualitySummary(desk.case, source_id, options),
  'quality/detail': ({ source_id }, options) => qualityDetail(desk.case, source_id, options),
  'quality/previewLead': ({ order }, options) => previewLead(desk.case, orderWithLead(desk.case, order), options),
  'quality/chooseLead': ({ order }, options) => chooseLead(desk.case, orderWithLead(desk.case, order), options),
  'nomenclature/import': ({ file, edition, code, text }) =>
    importNomenclature(desk.case, file, { edition, codeColumn: code, textColumn: text }),
  'nomenclature/labels': (_input, options) => shipmentLabels(desk.case, options),
});
