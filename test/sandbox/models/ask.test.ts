import { requireEveryModel } from '../../../sandbox/models/ask';

const ALL = ['address-match', 'helpdesk', 'route-time'];

describe('a run', () => {
  test('is whole when every model was deployed and asked', () => {
    expect(() => requireEveryModel(ALL, ALL, ALL)).not.toThrow();
    expect(() => requireEveryModel([], [], [])).not.toThrow();
  });

  test('fails when a model was not asked', () => {
    expect(() => requireEveryModel(ALL, ALL, ['helpdesk'])).toThrow(
      'every model must be asked once: 3 configured, 3 deployed, 1 asked; address-match was not asked; route-time was not asked',
    );
  });

  test('fails when a model was deployed that the configuration does not name, and the other way round', () => {
    expect(() => requireEveryModel(['helpdesk'], ['route-time'], ['helpdesk'])).toThrow(
      '1 configured, 1 deployed, 1 asked; helpdesk was not deployed; route-time is in no file of the configuration; route-time was not asked',
    );
  });

  test('fails when a model was asked in the place of another', () => {
    expect(() => requireEveryModel(ALL, ALL, [...ALL, 'helpdesk'])).toThrow('3 configured, 3 deployed, 4 asked');
  });
});
