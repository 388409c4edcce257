extension Application {
    /// The command `rastro`, with everything that it does.
    public static let rastro = Application([
        TraceCommand(job: TraceJob.job), CheckCommand(job: CheckJob.job),
        SampleCommand(job: SampleJob.job), BookIndexCommand(job: BookIndexJob.job),
        LedgerVerifyCommand(job: LedgerVerifyJob.job), LedgerShowCommand(job: LedgerShowJob.job),
        LedgerProveCommand(job: LedgerProveJob.job),
        NodeInitCommand(job: NodeInitJob.job), NodePeerAddCommand(job: NodePeerAddJob.job),
        NodeRestoreCommand(job: NodeRestoreJob.job),
        ServeCommand(job: ServeJob.job), StatusCommand(job: StatusJob.job),
        RequestShowCommand(job: RequestShowJob.job),
        RequestCancelCommand(job: RequestCancelJob.job),
        BenchCommand(job: BenchJob.job),
    ])
}
