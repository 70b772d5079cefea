import type { Diagrams } from '../../diagram/render';
import type { EvidenceModel } from '../../model';
import { Html, markup, type Content } from '../html';
import { more, section, statement } from '../parts';

/** The picture of each environment, production first. */
export function architecture(model: EvidenceModel, diagrams: Diagrams): Html {
  const drawn = model.environments.filter(({ name }) => diagrams[name] !== undefined);
  const ordered = [...drawn].sort((a, b) => Number(b.production) - Number(a.production));
  return section(
    'architecture',
    'Architecture and trust zones',
    'Drawn from the templates: what is not deployed is not drawn. Models that are served alike share a box.',
    legend(),
    ordered.length === 0
      ? statement('quiet', 'There is no template to draw.')
      : ordered.map(({ name, production }, index) =>
          more(
            markup`<b>${name}</b>${production ? ' (production)' : ''}`,
            markup`<figure class="picture">
              <div class="scroll" role="region" aria-label="Picture of ${name}" tabindex="0">
                ${
                  // Graphviz escapes the labels that it is given; `tidy` leaves no script, link or style in it.
                  new Html(diagrams[name] ?? '')
                }
              </div>
              <figcaption>
                Trust zones of ${name}. Solid lines carry requests and data, dashed lines control and audit.
              </figcaption>
            </figure>`,
            { open: index === 0, environments: [name] },
          ),
        ),
  );
}

function legend(): Content {
  const zones: [string, string][] = [
    ['vpc', 'private subnets'],
    ['services', 'managed services in the account'],
    ['audit', 'audit'],
    ['outside', 'outside the account or the Region'],
  ];
  return markup`<ul class="legend">
    ${zones.map(([zone, name]) => markup`<li><span class="swatch ${zone}" aria-hidden="true"></span>${name}</li>`)}
  </ul> `;
}
