// Every worker would otherwise load the CloudFormation validation engine (+2 s); the proof that is about it switches it on.
process.env.CDK_VALIDATION = 'false';
// A trace of every resource is read by the tests of the gate alone, and takes a tenth of the time of all others.
process.env.CDK_CONTEXT_JSON = '{"aws:cdk:disable-creation-stack-traces":true}';
