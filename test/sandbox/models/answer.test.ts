import { judged, valueOf } from '../../../sandbox/models/answer';
import { plansOf } from '../../../sandbox/models/plan';
import { modelOf, OTHER_COMPANY } from '../other-company';

const [helpdesk] = plansOf({ models: [modelOf('helpdesk')] }, OTHER_COMPANY);
const [route] = plansOf({ models: [modelOf('route-time')] }, OTHER_COMPANY);
const [address] = plansOf({ models: [modelOf('address-match')] }, OTHER_COMPANY);
if (helpdesk === undefined || route === undefined || address === undefined) throw new Error('no plan');

const RIGHT =
  "This is the sandbox's stand-in, not a language model: nothing was understood. Its weights are those of helpdesk. " +
  'Your last message had 5 words and 33 characters.';
const streamOf = (...texts: string[]) =>
  [
    ...texts.map((content) => `data: ${JSON.stringify({ choices: [{ delta: { content } }] })}`),
    'data: [DONE]',
    '',
  ].join('\n\n');

describe('the value that a reply is judged by', () => {
  test('is JSON where it is JSON, else the text', () => {
    expect(valueOf('{"minutes":112}')).toEqual({ minutes: 112 });
    expect(valueOf('112 minutes')).toBe('112 minutes');
  });

  test('is the text of a chat completion, whole or streamed', () => {
    const whole = { object: 'chat.completion', choices: [{ message: { role: 'assistant', content: 'Good day' } }] };
    expect(valueOf(JSON.stringify(whole))).toBe('Good day');
    expect(valueOf(streamOf('Good', ' day'))).toBe('Good day');
    expect(valueOf('data: {"choices":[{"delta":{"content":null}}]}\n\ndata: [DONE]\n\n')).toBe('');
  });

  test('fails for a stream that breaks off', () => {
    const whole = streamOf('Good', ' day');
    expect(() => valueOf(whole.slice(0, whole.indexOf('data: [DONE]')))).toThrow('the stream broke off after 2 events');
  });
});

describe('a reply', () => {
  test('is right when it satisfies the schema', () => {
    expect(judged(route, { body: '{"minutes":112}' })).toBe('{"minutes":112}');
    expect(judged(helpdesk, { body: streamOf(...RIGHT.split(/(?= )/)) })).toBe(RIGHT);
  });

  test('fails naming everything that is wrong with it', () => {
    expect(() => judged(route, { body: '{"minutes":113}' })).toThrow(
      'answered wrongly (it/minutes must be equal to constant): {"minutes":113}',
    );
    const other = RIGHT.replace('helpdesk', 'somebody-else').replace('33', '34');
    expect(() => judged(helpdesk, { body: streamOf(...other.split(/(?= )/)) })).toThrow(
      'answered wrongly (it must match pattern "Its weights are those of helpdesk\\.", ' +
        'it must match pattern "had 5 words and 33 characters")',
    );
  });

  test('fails when a language model that streams answers whole', () => {
    for (const body of [RIGHT, streamOf(RIGHT)]) {
      expect(() => judged(helpdesk, { body })).toThrow('answered wrongly (it must be streamed, and came whole)');
    }
  });

  test.each([
    ['from the weights of another model', { weights: 'helpdesk' }, 'it/weights must be equal to constant'],
    ['to another request', { sha256: '' }, 'it/sha256 must be equal to constant'],
    ['without saying that it is a stand-in', { standIn: undefined }, "it must have required property 'standIn'"],
  ])('fails when a stand-in answers %s', (_what, change, why) => {
    const { answer, body } = address.question;
    expect(answer).toMatchObject({ required: ['standIn', 'weights', 'bytesReceived', 'sha256'] });
    const right = {
      standIn: true,
      weights: 'address-match',
      bytesReceived: body.length,
      sha256: 'ffc18743c21d5ddb6a5e9bb837adcd1c684799e25506182add6642f172d6e703',
    };
    expect(judged(address, { body: JSON.stringify(right) })).toBe(JSON.stringify(right));
    expect(() => judged(address, { body: JSON.stringify({ ...right, ...change }) })).toThrow(why);
  });
});
