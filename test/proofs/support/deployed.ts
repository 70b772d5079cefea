/** A template as far as the proofs look at it. */
export interface Template {
  readonly Resources: Readonly<
    Record<string, { readonly Type: string; readonly Properties?: Readonly<Record<string, unknown>> }>
  >;
  readonly Outputs?: Readonly<Record<string, unknown>>;
}

/** An id as CloudFormation and KMS draw it. */
export const DRAWN_ID = '0a1b2c3d-0000-0000-0000-000000000000';
/** As long as names get that CloudFormation makes of a stack and a logical id. */
const NAME = 'x'.repeat(64);
const ARN = `arn:aws:service:eu-west-1:333333333333:${NAME}`;

interface StackOutput {
  readonly StackName: string;
  readonly OutputName: string;
}

/** The properties of a template with references as long as what stands in their place after a deployment. */
export function deployed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(deployed);
  if (typeof value !== 'object' || value === null) return value;
  const [[key, content] = ['', undefined], ...rest] = Object.entries(value) as [string, unknown][];
  if (rest.length > 0) return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, deployed(item)]));
  switch (key) {
    case 'Ref':
      return NAME;
    case 'Fn::GetAtt':
      return ARN;
    case 'Fn::GetStackOutput': {
      const { StackName, OutputName } = content as StackOutput;
      const isStackId = OutputName.includes('AWSStackId');
      return isStackId ? `arn:aws:cloudformation:eu-west-1:333333333333:stack/${StackName}/${DRAWN_ID}` : ARN;
    }
    case 'Fn::Join': {
      const [separator, parts] = content as [string, unknown[]];
      return parts.map(deployed).join(separator);
    }
    default:
      return key === '' ? {} : { [key]: deployed(content) };
  }
}
