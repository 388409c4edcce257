import Commands

await Application.rastro.main()
