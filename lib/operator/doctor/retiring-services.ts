/**
 * Services that AWS closed to new customers, keeps in maintenance or ends, by the beginning of their resource types. CloudFormation
 * and the CDK still have the types. Source: https://aws.amazon.com/products/lifecycle/, checked in November 2026; held here
 * because the call that answers it (`health:DescribeServiceLifecycle`) is in no client of the SDK that is pinned.
 */
export const RETIRING_SERVICES: Readonly<Record<string, string>> = {
  'AWS::AppMesh::': 'App Mesh',
  'AWS::AppRunner::': 'App Runner',
  'AWS::AuditManager::': 'Audit Manager',
  'AWS::Cloud9::': 'Cloud9',
  'AWS::CloudTrail::EventDataStore': 'CloudTrail Lake',
  'AWS::CodeGuruReviewer::': 'CodeGuru Reviewer',
  'AWS::DevOpsGuru::': 'DevOps Guru',
  'AWS::Evidently::': 'CloudWatch Evidently',
  'AWS::Forecast::': 'Forecast',
  'AWS::FraudDetector::': 'Fraud Detector',
  'AWS::Kendra::': 'Kendra',
  'AWS::KinesisAnalytics::': 'Kinesis Data Analytics for SQL',
  'AWS::Pinpoint::': 'Pinpoint',
  'AWS::Proton::': 'Proton',
  'AWS::QBusiness::': 'Q Business',
  'AWS::S3ObjectLambda::': 'S3 Object Lambda',
  'AWS::SSMIncidents::': 'Incident Manager',
  'AWS::SageMaker::DataQualityJobDefinition': 'SageMaker Model Monitor',
  'AWS::SageMaker::ModelBiasJobDefinition': 'SageMaker Clarify',
  'AWS::SageMaker::ModelExplainabilityJobDefinition': 'SageMaker Clarify',
  'AWS::SageMaker::ModelQualityJobDefinition': 'SageMaker Model Monitor',
  'AWS::SageMaker::MonitoringSchedule': 'SageMaker Model Monitor',
  'AWS::ServiceCatalogAppRegistry::': 'Service Catalog AppRegistry',
  'AWS::Timestream::Database': 'Timestream for LiveAnalytics',
  'AWS::Timestream::Table': 'Timestream for LiveAnalytics',
  'AWS::WAF::': 'WAF Classic',
  'AWS::WAFRegional::': 'WAF Classic',
};

/** The retiring service that a resource type belongs to. @returns undefined when it belongs to none */
export function retiringService(type: string): string | undefined {
  return Object.entries(RETIRING_SERVICES).find(([beginning]) => type.startsWith(beginning))?.[1];
}
