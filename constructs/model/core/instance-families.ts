/**
 * Families whose every size has NVMe instance storage, by https://docs.aws.amazon.com/ec2/latest/instancetypes/ac.html and
 * https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/InstanceStorage.html. `g5g` and `p3` have none.
 */
const LOCAL_STORAGE =
  /^(g4dn|g4ad|g5|g6|g6e|g6f|gr6|g7|g7e|p3dn|p4d|p4de|p5|p5e|p5en|p6-b200|p6-b300|p6e-gb200|trn1|trn1n|trn2)$/;
/** General families say it with a `d` after the generation: m5d, c6id, r7gd. */
const LOCAL_STORAGE_SUFFIX = /^(m|c|r|x|i)\d+[a-z]*d[a-z]*$/;
const ACCELERATED = /^(g|p)\d/;
const INSTANCE_TYPE = /^ml\.([a-z][a-z0-9-]*)\.[a-z0-9-]+$/;

/**
 * Newest image for GPU instances, with the driver of CUDA 13:
 * https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ProductionVariant.html
 */
export const GPU_INFERENCE_AMI = 'al2023-ami-sagemaker-inference-gpu-4-1';

/** `g5` of `ml.g5.2xlarge`; undefined if it is not an instance type for hosting. */
export function familyOf(instanceType: string): string | undefined {
  return INSTANCE_TYPE.exec(instanceType)?.[1];
}

/** Whether the instance keeps data on NVMe disks, which its hardware encrypts and KMS cannot. */
export function hasLocalStorage(instanceType: string): boolean {
  const family = familyOf(instanceType) ?? '';
  return LOCAL_STORAGE.test(family) || LOCAL_STORAGE_SUFFIX.test(family);
}

/** Whether the instance has NVIDIA GPUs. */
export function isGpu(instanceType: string): boolean {
  return ACCELERATED.test(familyOf(instanceType) ?? '');
}

/** The default host AMI of the instances (GPU driver and CUDA version); only GPU instances have one. */
export function defaultInferenceAmi(instanceTypes: readonly string[]): typeof GPU_INFERENCE_AMI | undefined {
  return instanceTypes.every(isGpu) ? GPU_INFERENCE_AMI : undefined;
}
