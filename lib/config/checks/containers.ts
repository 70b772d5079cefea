import { imageIn, parseImage, REGIONS } from '../images';
import type { ConfigProblem } from '../problem';
import { problemOf, type Check, type Deployment } from '../project';

const FRAMEWORK_KEYS = ['tag', 'digest', 'repositoryAccount'] as const;

/** Each model has exactly one container, with an image in every Region that it is deployed to. */
export const checkContainers: Check = (project) =>
  project.deployments.flatMap((deployment) => {
    const { container } = deployment.draft;
    if (container === undefined) return [];
    const { source } = deployment;
    // Whether the keys are there, not whether they are right: a wrong value has been reported already.
    const named = (key: string): boolean =>
      source.has(['container', key]) || source.has(['environments', deployment.environment.name, 'container', key]);
    const hasFramework = container.framework !== undefined || (named('framework') && container.image === undefined);
    const hasImage = container.image !== undefined || (named('image') && container.framework === undefined);
    if (hasFramework === hasImage) return [notOne(deployment, hasImage)];
    return [...batchingProblems(deployment), ...(hasImage ? imageProblems(deployment) : registryProblems(deployment))];
  });

/** Frameworks that take batching from elsewhere, and from where. */
const BATCHING_ELSEWHERE: Readonly<Record<string, string>> = {
  triton: 'write dynamic_batching into the config.pbtxt of the model, and remove the key',
  vllm: 'vLLM batches continuously by itself: remove the key, or set max_num_seqs',
};

/** `serving.batching` becomes environment variables of DJL Serving; a container that does not read them would not batch. */
function batchingProblems(deployment: Deployment): ConfigProblem[] {
  const { container, serving } = deployment.draft;
  const framework = container?.framework ?? '';
  const remedy = BATCHING_ELSEWHERE[framework];
  if (remedy === undefined || serving === undefined || !('batching' in serving) || serving.batching === undefined)
    return [];
  const what = `framework ${framework} does not read batching from the configuration`;
  return [problemOf(deployment, ['serving', 'batching'], { rule: 'CONFIG-CONTAINER', what, remedy })];
}

function notOne(deployment: Deployment, both: boolean): ConfigProblem {
  return problemOf(deployment, ['container'], {
    rule: 'CONFIG-CONTAINER',
    what: both ? 'framework and image are both given' : 'neither framework nor image is given',
    allowed: 'framework (lmi, vllm, triton) for a container of AWS, or image for your own',
    remedy: both ? 'remove one of the two' : 'add framework or image',
    requirement: 'SRV-1',
  });
}

function imageProblems(deployment: Deployment): ConfigProblem[] {
  const { container } = deployment.draft;
  const { region, production } = deployment.environment.draft;
  const image = container?.image === undefined ? undefined : parseImage(container.image);
  const problems: ConfigProblem[] = [];
  for (const key of FRAMEWORK_KEYS) {
    if (container?.[key] === undefined) continue;
    const remedy = 'write it into the image URI, and remove the key';
    problems.push(
      problemOf(deployment, ['container', key], {
        rule: 'CONFIG-CONTAINER',
        what: `${key} belongs to framework, not to image`,
        remedy,
      }),
    );
  }
  if (image === undefined) return problems;
  const refuse = (what: string, remedy: string, requirement: string): void => {
    problems.push(problemOf(deployment, ['container', 'image'], { rule: 'CONFIG-IMAGE', what, remedy, requirement }));
  };
  if (image.digest === undefined && production === true) {
    refuse(
      'a tag can be moved to another build, and production needs the build that was tested',
      'add @sha256:<digest> to the image',
      'REG-1',
    );
  } else if (image.digest === undefined && image.tag === undefined) {
    refuse('the image has neither tag nor digest', 'add @sha256:<digest> to the image', 'REG-1');
  }
  if (region !== undefined && image.region !== region) {
    const remedy = `replicate it to ${region}, and name it under environments.${deployment.environment.name}.container.image`;
    refuse(
      `the image lies in ${image.region}, SageMaker pulls from the Region of the endpoint, ${region}`,
      remedy,
      'SRV-1',
    );
  }
  return problems;
}

function registryProblems(deployment: Deployment): ConfigProblem[] {
  const { container } = deployment.draft;
  const { region, recoveryRegion } = deployment.environment.draft;
  if (container?.framework === undefined) return [];
  return [region, recoveryRegion].flatMap((place) => {
    // A Region that does not exist has been reported already.
    if (place === undefined || !REGIONS.includes(place) || imageIn(place, container, true) !== undefined) return [];
    return [
      problemOf(deployment, ['container', 'framework'], {
        rule: 'CONFIG-IMAGE',
        what: `no registry account of AWS Deep Learning Containers is known in ${place}`,
        remedy: 'add repositoryAccount with the account of your mirror, or give a full image',
        requirement: 'SRV-1',
      }),
    ];
  });
}
