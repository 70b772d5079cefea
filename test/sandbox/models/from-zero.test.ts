import type { z } from 'zod';
import { AwsError, type Place } from '../../../sandbox/aws';
import { wake } from '../../../sandbox/models/from-zero';
import { subjectOf } from '../../../sandbox/subject';
import { modelOf, OTHER_COMPANY } from '../other-company';

const subject = subjectOf('trial', OTHER_COMPANY);

/** A service that gives these answers, each operation its own, and notes what was asked of it. */
function serviceOf(answers: Readonly<Record<string, unknown[]>>) {
  const calls: string[] = [];
  const call = async <T>(
    _place: Place,
    _service: string,
    operation: string,
    parameters: object,
    shape: z.ZodType<T>,
  ) => {
    calls.push(`${operation} ${JSON.stringify(parameters)}`);
    const left = answers[operation] ?? [];
    return shape.parse(left.length > 1 ? left.shift() : left[0]);
  };
  return { call, calls };
}

const copies = (count: number) => ({
  InferenceComponentStatus: 'InService',
  RuntimeConfig: { CurrentCopyCount: count },
});
const instances = (count: number) => ({
  ProductionVariants: [{ VariantName: 'primary', DesiredInstanceCount: count }],
});
const refusals = (...texts: (string | undefined)[]) => {
  const asked = { times: 0 };
  const ask = async () => {
    const text = texts[asked.times];
    asked.times += 1;
    if (text !== undefined) throw new AwsError('ValidationError', text);
  };
  return { asked, ask };
};

describe('a model that may go to zero', () => {
  test('is refused without copies, and answers when its alarm has brought one', async () => {
    const aws = serviceOf({ describe_inference_component: [copies(1), copies(0), copies(0), copies(1)] });
    const { asked, ask } = refusals('parcels-trial--address-match has no capacity');
    expect(await wake(aws, subject, modelOf('address-match'), ask)).toContain('refused without copies');
    expect(asked.times).toBe(2);
    expect(aws.calls[0]).toBe(
      'update_inference_component_runtime_config ' +
        '{"InferenceComponentName":"parcels-trial--address-match","DesiredRuntimeConfig":{"CopyCount":0}}',
    );
  });

  test('fails when it answers without a copy', async () => {
    const aws = serviceOf({ describe_inference_component: [copies(0)] });
    const { ask } = refusals();
    await expect(wake(aws, subject, modelOf('address-match'), ask)).rejects.toThrow('answered without a copy');
  });

  test('fails when it is refused for another reason than that it has no capacity', async () => {
    const aws = serviceOf({ describe_inference_component: [copies(0)] });
    const { ask } = refusals('is not authorized');
    await expect(wake(aws, subject, modelOf('address-match'), ask)).rejects.toThrow('is not authorized');
  });

  test('fails when its queue answers without an instance', async () => {
    const { ask } = refusals();
    const model = modelOf('route-time');
    await expect(wake(serviceOf({ describe_endpoint: [instances(0)] }), subject, model, ask)).rejects.toThrow(
      'answered without an instance',
    );
    const woken = serviceOf({ describe_endpoint: [instances(0), instances(1)] });
    expect(await wake(woken, subject, model, ask)).toContain('waited without instances');
  });
});

test('a model that always has capacity is left alone', async () => {
  const { asked, ask } = refusals();
  const aws = serviceOf({});
  const { serving } = modelOf('route-time');
  const warm = modelOf('route-time', { serving: { ...serving, scaling: { ...serving.scaling, minInstances: 1 } } });
  for (const model of [modelOf('helpdesk'), warm]) expect(await wake(aws, subject, model, ask)).toBeUndefined();
  expect([asked.times, aws.calls]).toEqual([0, []]);
});
