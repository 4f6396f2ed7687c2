/** `backup.info` as pgBackRest 2.45 wrote it for PostgreSQL 15: a full base backup and an incremental one that builds on it. */
export const twoBaseBackups = `[backrest]
backrest-format=5
backrest-version="2.45"

[backup:current]
20261121-062634F={"backrest-format":5,"backrest-version":"2.45","backup-archive-start":"000000010000000000000002","backup-archive-stop":"000000010000000000000002","backup-error":false,"backup-info-repo-size":3043521,"backup-info-repo-size-delta":3043521,"backup-info-size":22992664,"backup-info-size-delta":22992664,"backup-lsn-start":"0/2000028","backup-lsn-stop":"0/2000100","backup-timestamp-start":1795242394,"backup-timestamp-stop":1795242399,"backup-type":"full","db-id":1,"option-archive-check":true,"option-archive-copy":false,"option-backup-standby":false,"option-checksum-page":false,"option-compress":true,"option-hardlink":false,"option-online":true}
20261121-062634F_20261121-062640I={"backrest-format":5,"backrest-version":"2.45","backup-archive-start":"000000010000000000000003","backup-archive-stop":"000000010000000000000004","backup-error":false,"backup-info-repo-size":3043522,"backup-info-repo-size-delta":431,"backup-info-size":22992664,"backup-info-size-delta":8458,"backup-lsn-start":"0/3000028","backup-lsn-stop":"0/4000050","backup-prior":"20261121-062634F","backup-reference":["20261121-062634F"],"backup-timestamp-start":1795242400,"backup-timestamp-stop":1795242402,"backup-type":"incr","db-id":1,"option-archive-check":true,"option-archive-copy":false,"option-backup-standby":false,"option-checksum-page":false,"option-compress":true,"option-hardlink":false,"option-online":true}

[db]
db-catalog-version=202209061
db-control-version=1300
db-id=1
db-system-id=7710507365689478547
db-version="15"

[db:history]
1={"db-catalog-version":202209061,"db-control-version":1300,"db-system-id":7710507365689478547,"db-version":"15"}

[backrest]
backrest-checksum="831339b74b50c5c69652f6b3e78420e1efeef3ea"
`;
