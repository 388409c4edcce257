extension Application {
    /// The command `rastro`, with everything that it does.
    public static let rastro = Application(
        tracing + keeping + NodeBookCommand.all(job: NodeBookJob.job)
            + NodeVaultCommand.all(job: NodeVaultJob.job) + VaultCommand.all(job: OwnVaultJob.job)
            + asking)

    private static let tracing: [any Subcommand] = [
        TraceCommand(job: TraceJob.job), CheckCommand(job: CheckJob.job),
        SampleCommand(job: SampleJob.job), BookIndexCommand(job: BookIndexJob.job),
        LedgerVerifyCommand(job: LedgerVerifyJob.job), LedgerShowCommand(job: LedgerShowJob.job),
        LedgerProveCommand(job: LedgerProveJob.job),
    ]

    private static let keeping: [any Subcommand] = [
        NodeInitCommand(job: NodeInitJob.job), NodeShowCommand(job: NodeShowJob.job),
        NodeAlarmsCommand(job: NodeAlarmsJob.job), NodePeerAddCommand(job: NodePeerAddJob.job),
        NodeCustodianAddCommand(job: NodeCustodianAddJob.job),
        NodeKeysRotateCommand(job: NodeKeysRotateJob.job),
        NodeRestoreCommand(job: NodeRestoreJob.job),
        NodeOfficerCommand.add(job: NodeOfficerJob.job),
        NodeOfficerCommand.remove(job: NodeOfficerJob.job),
        NodeOfficerCommand.list(job: NodeOfficerJob.job),
        OfficerKeyCommand(job: OfficerKeyJob.job),
    ]

    private static let asking: [any Subcommand] = [
        CustodianInitCommand(job: CustodianInitJob.job),
        CustodianShowCommand(job: CustodianShowJob.job),
        CustodianAllowCommand(job: CustodianAllowJob.job),
        CustodianServeCommand(job: CustodianServeJob.job),
        ServeCommand(job: ServeJob.job), StatusCommand(job: StatusJob.job),
        SubmitCommand(job: SubmitJob.job), ResultsCommand(job: ResultsJob.job),
        RequestShowCommand(job: RequestShowJob.job),
        RequestTalkCommand.ask(job: RequestTalkJob.job),
        RequestTalkCommand.amend(job: RequestTalkJob.job),
        RequestTalkCommand.refer(job: RequestTalkJob.job),
        RequestTalkCommand.permission(job: RequestTalkJob.job),
        RequestTalkCommand.permit(job: RequestTalkJob.job),
        RequestExportCommand(job: RequestExportJob.job),
        RequestEraseCommand(job: RequestEraseJob.job),
        RequestOpenCommand(job: RequestOpenJob.job),
        RequestJustifyCommand(job: RequestJustifyJob.job),
        RequestCancelCommand(job: RequestCancelJob.job),
        BlindListCommand(job: BlindListJob.job), BlindDropCommand(job: BlindListJob.drop),
        BlindCompareCommand(job: BlindCompareJob.job), BlindStatusCommand(job: BlindStatusJob.job),
        PolicyExplainCommand(job: PolicyJobs.explain), PolicyDiffCommand(job: PolicyJobs.diff),
        PolicyShowCommand(job: PolicyJobs.show), AuditCommand(job: AuditJob.job),
        BenchCommand(job: BenchJob.job),
    ]
}
