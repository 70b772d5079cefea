import type { Finding, Proof } from '../proof';
import { rolloutFacts } from '../rollout';
import { causesOf } from '../verdict';
import type { Trial } from '../trial';
import { firstRelease } from './first-release';

/** What EC2 and SageMaker write when the role may not make a network interface. */
const INTERFACE = /network interface|\bENIs?\b|ec2:(Create|Describe)\w*(NetworkInterface|Subnet|SecurityGroup|Vpc)/i;

/** The first release: an endpoint that starts in the private network has made its network interfaces. */
export const executionRole: Proof<Trial> = {
  assumption: 'A-ENI',
  title: 'release a first version: its endpoint must start in the private network',
  minutes: 20,
  run: async (trial): Promise<Finding> => {
    const rollout = await firstRelease(trial);
    const { after, ended, packageArn } = rollout;
    const facts = [`The container is ${trial.image}.`, ...rolloutFacts('The first release', rollout)];
    if (ended.status === 'SUCCEEDED' && after?.status === 'InService' && after.packageArn === packageArn) {
      const subnets = after.subnets ?? [];
      return subnets.length > 0
        ? { outcome: 'holds', facts: [...facts, `Its model is placed in the subnets ${subnets.join(', ')}.`] }
        : { outcome: 'not settled', facts: [...facts, 'Its model is placed in no subnet of the environment.'] };
    }
    const refused = causesOf(rollout).find((cause) => INTERFACE.test(cause));
    if (refused === undefined) {
      return { outcome: 'not settled', facts: [...facts, 'No service named a network interface as the cause.'] };
    }
    return { outcome: 'does not hold', facts: [...facts, `The cause names a network interface: ${refused}.`] };
  },
};
