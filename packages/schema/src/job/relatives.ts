import { type CatalogModel, models } from "@outlay/catalog";
import { type ModelRef, tensorTable, totalParameters } from "@outlay/engine";

/** Models this near in size are the same size. */
const ALIKE = 1.1;

const refOf = ({ id, architecture, source, verified }: CatalogModel): ModelRef => ({
  name: id,
  architecture,
  source: `catalog: ${source}`,
  verified,
  checkpoint: null,
});

/**
 * The next smaller and the next larger model of a catalogue model's family that has the same vocabulary, so that the data is as many tokens to it.
 * None for a model that isn't in the catalogue.
 */
export function relatives(model: ModelRef): readonly ModelRef[] {
  const own = models.find((m) => m.id === model.name);
  if (!own) return [];
  const total = totalParameters(tensorTable(own.architecture));
  const { family, vocab } = own.architecture;
  const others = models.filter((m) => m.architecture.family === family && m.architecture.vocab === vocab);
  const nearest = (found: readonly CatalogModel[]): readonly CatalogModel[] =>
    [...found].sort((a, b) => Math.abs(a.parameters - total) - Math.abs(b.parameters - total)).slice(0, 1);
  const smaller = nearest(others.filter((m) => m.parameters * ALIKE < total));
  const larger = nearest(others.filter((m) => m.parameters > total * ALIKE));
  return [...smaller, ...larger].map(refOf);
}
