import { MODEL_METADATA_KEY } from '../../../../constructs/model/core/metadata';
import { view } from '../views';
import { ask, changed, governed, realtime, sleeping, without } from './serving-views';

const PASSED = 'compliant';
const METADATA = `Metadata.${MODEL_METADATA_KEY}`;

describe('OwnershipTagged', () => {
  const id = 'OwnershipTagged';

  test('passes everything that serves a model, with both tags', () => {
    for (const logicalId of ['Endpoint', 'Config', 'Model']) expect(ask(id, realtime(), logicalId)).toBe(PASSED);
    expect(ask(id, sleeping(), 'Component')).toBe(PASSED);
  });

  test('fails missing tags', () => {
    expect(ask(id, changed(realtime(), 'Config', { Tags: undefined }), 'Config')).toBe(
      'Properties.Tags: resource has no tag owner and no tag cost-centre',
    );
    const Tags = [
      { Key: 'owner', Value: 'x' },
      { Key: 'cost-centre', Value: '' },
    ];
    expect(ask(id, changed(realtime(), 'Model', { Tags }), 'Model')).toBe(
      'Properties.Tags: resource has no tag cost-centre',
    );
  });
});

describe('ModelOwnershipDeclared', () => {
  const id = 'ModelOwnershipDeclared';

  test('passes an endpoint that says whose model it serves', () => {
    expect(ask(id, realtime(), 'Endpoint')).toBe(PASSED);
  });

  test('fails an endpoint and a model package group without owner, and says each thing that is missing', () => {
    expect(ask(id, governed({ owner: '' }), 'Endpoint')).toBe(`${METADATA}.owner: model has no owner`);
    expect(ask(id, governed({ owner: '', costCentre: undefined }), 'Endpoint')).toBe(
      `${METADATA}.owner: model has no owner\n${METADATA}.costCentre: model has no costCentre`,
    );
    const { Tags } = realtime()[0]?.properties ?? {};
    const group = view('AWS::SageMaker::ModelPackageGroup', { Tags });
    expect(ask(id, [group], 'It')).toBe(`${METADATA}: resource does not say whose model it serves`);
  });
});

describe('ModelBudgetAlerts', () => {
  const id = 'ModelBudgetAlerts';

  test('passes a budget of the model, with filters of the older kind too', () => {
    expect(ask(id, realtime(), 'Endpoint')).toBe(PASSED);
    const Budget = { CostFilters: { TagKeyValue: ['user:model$churn'] } };
    expect(ask(id, changed(realtime(), 'Budget', { Budget }), 'Endpoint')).toBe(PASSED);
  });

  test('fails a model without budget, with the budget of another, or with one that is silent', () => {
    const problem = 'Properties: model has no budget in the stack that serves it';
    expect(ask(id, without(realtime(), 'Budget'), 'Endpoint')).toBe(problem);
    const other = { Budget: { FilterExpression: { Tags: { Key: 'model', Values: ['churn-v2'] } } } };
    expect(ask(id, changed(realtime(), 'Budget', other), 'Endpoint')).toBe(problem);
    expect(ask(id, changed(realtime(), 'Budget', { NotificationsWithSubscribers: [] }), 'Endpoint')).toBe(
      'Properties: budget of the model alerts nobody',
    );
  });
});
