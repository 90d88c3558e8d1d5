package io.auditdb.plugin.formats;

import io.auditdb.api.event.Target;
import java.util.List;

/**
 * What it was done to. First choice is the first of {@code resources}, which AWS itself names; then the first member of
 * {@code requestParameters} that is known to name the thing acted on; then the service as a whole. Types are those that
 * AWS uses ({@code AWS::S3::Bucket}). Every other resource and parameter stays in the details.
 */
final class CloudTrailTarget {
    /** In order: what contains or owns comes after what is more particular, within one service. */
    private static final List<Parameter> PARAMETERS = List.of(
            new Parameter("cloudtrail", "name", "AWS::CloudTrail::Trail"),
            new Parameter("cloudtrail", "trailName", "AWS::CloudTrail::Trail"),
            new Parameter("ec2", "instanceId", "AWS::EC2::Instance"),
            new Parameter("ec2", "volumeId", "AWS::EC2::Volume"),
            new Parameter("ec2", "snapshotId", "AWS::EC2::Snapshot"),
            new Parameter("ec2", "imageId", "AWS::EC2::Image"),
            new Parameter("ec2", "networkInterfaceId", "AWS::EC2::NetworkInterface"),
            new Parameter("ec2", "groupId", "AWS::EC2::SecurityGroup"),
            new Parameter("ec2", "routeTableId", "AWS::EC2::RouteTable"),
            new Parameter("ec2", "internetGatewayId", "AWS::EC2::InternetGateway"),
            new Parameter("ec2", "subnetId", "AWS::EC2::Subnet"),
            new Parameter("ec2", "vpcId", "AWS::EC2::VPC"),
            new Parameter("iam", "userName", "AWS::IAM::User"),
            new Parameter("iam", "roleName", "AWS::IAM::Role"),
            new Parameter("iam", "groupName", "AWS::IAM::Group"),
            new Parameter("iam", "instanceProfileName", "AWS::IAM::InstanceProfile"),
            new Parameter("iam", "policyArn", "AWS::IAM::ManagedPolicy"),
            new Parameter("iam", "policyName", "AWS::IAM::ManagedPolicy"),
            new Parameter("kms", "keyId", "AWS::KMS::Key"),
            new Parameter("lambda", "functionName", "AWS::Lambda::Function"),
            new Parameter("logs", "logGroupName", "AWS::Logs::LogGroup"),
            new Parameter("rds", "dBInstanceIdentifier", "AWS::RDS::DBInstance"),
            new Parameter("rds", "dBSnapshotIdentifier", "AWS::RDS::DBSnapshot"),
            new Parameter("rds", "dBClusterIdentifier", "AWS::RDS::DBCluster"),
            new Parameter("s3", "bucketName", "AWS::S3::Bucket"),
            new Parameter("secretsmanager", "secretId", "AWS::SecretsManager::Secret"),
            new Parameter("secretsmanager", "name", "AWS::SecretsManager::Secret"),
            new Parameter("ssm", "instanceId", "AWS::SSM::ManagedInstance"),
            new Parameter("ssm", "name", "AWS::SSM::Parameter"),
            new Parameter("sts", "roleArn", "AWS::IAM::Role"));

    private CloudTrailTarget() {}

    /** Returns the target, or null when not even the service is known. */
    static Target of(String service, Members record) {
        Members resource = record.first("resources");
        String arn = Members.firstOf(resource.id("ARN"), resource.id("ARNPrefix"));
        if (arn != null) {
            return new Target(Members.firstOf(resource.id("type"), serviceOf(arn)), arn);
        }
        if (resource.id("type") != null) {
            return new Target(resource.id("type"), null);
        }
        Members parameters = record.object("requestParameters");
        for (Parameter parameter : PARAMETERS) {
            if (parameter.service.equals(service) && parameters.id(parameter.member) != null) {
                return new Target(parameter.type, parameters.id(parameter.member));
            }
        }
        return service == null ? null : new Target(service, null);
    }

    /** {@code arn:partition:service:region:account:resource}. */
    private static String serviceOf(String arn) {
        String[] parts = arn.split(":", 4);
        return parts.length == 4 && parts[0].equals("arn") && !parts[2].isEmpty() ? parts[2] : "resource";
    }

    /** A request parameter that names what a call to a service is about. */
    private record Parameter(String service, String member, String type) {}
}
