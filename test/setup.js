// Every test file would otherwise load the CloudFormation validation engine (+2 s); the gate tests switch it on where they need it.
process.env.CDK_VALIDATION = 'false';
