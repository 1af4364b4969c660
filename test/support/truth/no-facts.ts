const names = (text: string) => text.trim().split(/\s+/);

/**
 * Texts that state no fact about an org, the daemon or the time that a test could compare, by what they are instead. A name
 * with a star stands for all texts of that kind.
 */
export const noFacts: Readonly<Record<string, readonly string[]>> = {
  'asks a question, or names something': names(`
    ageQuestion allSignIns apiIntegrationLicence appQuestion automationQuestion borrowQuestion browserLogins
    certificatePathQuestion certificateQuestion checkFirst checkTitles.* consumerAnswers.* consumerQuestion
    consumerChoice consumerFormWords.* consumerKinds consumersQuestion doctorTitles.* endMarks.* executionUserQuestion flowSwitches.* integrationProfiles
    loginAddressQuestion misplacedQuestion myDomainQuestion newAppAnswer newAppQuestions.* newUserAnswer
    newUserChoice newUserQuestions.* noAddress orgQuestion passphraseQuestion permissionSetDescription
    permissionSetQuestion permissionWords planHeadings.* policyQuestion practiceSignedIn preflightQuestion
    projectQuestion resumeQuestion reviewQuestion riskQuestion setupIntro stepTitles.* storeQuestion
    policyFormWords.* saveChoices targetQuestion watchMenus.* taskTitles.* theStore troubleQuestion userOrder
  `),
  'says what keyturn will do, or what a person should do': names(`
    acts.*.toDo breakGlassCard byDeployWords.* cardSteps
    decommissionSections decommissionTitle neededFlags nextSteps uninstallSections uninstallWords.*
    practiceResetWords.* drillWordsOf dryRunWords.drillSteps dryRunWords.drillTitle dryRunWords.unknown emergencyWords
    daemonTalk.finishing operationWords readAppsWords refusedChangeCure resumeWords settingCure stepsLeft unwatchWords withCure deployCommand dueEventWords emergencySections
    keepWords.* kitGuide leakLives nextStepsOf planActs.* planBreaks.* planSections planTitle sessionSteps
    settingStays takenNote unlockKeyring watchedElsewhere wayBackNote whatNext
  `),
  'says what is wrong with what a person typed, or with a file': names(`
    addressProblems.* codeProblems.* consumerProblems.* settingsFileWords.* sourceWords whyProblems durationProblem fileProblems.* inputProblems.* issuedWords.*
    metadataProblems.* pauseWords.* policyProblemWords projectProblems.* readsBackDifferently savedWords.*
    settingProblems.* settingsFaultWords settingsProblems.* stateProblems.* storeProblem systemProblems.*
    targetProblems.* targetWords.*
  `),
  'says what is on this computer': names(`
    closedStoreWords practiceResetWords.* practiceStopped doneWords.kept computerWords.config computerWords.configFaulty computerWords.disk computerWords.diskFull
    computerWords.extraCa computerWords.extraCaUnreadable computerWords.home computerWords.homeClosed
    computerWords.homeOpen computerWords.homeUnwritable computerWords.node computerWords.nodeOld
    computerWords.proxy computerWords.signIn computerWords.signIns computerWords.signInsNone
    computerWords.state computerWords.store computerWords.storeNotChosen computerWords.storeUnusable
    computerWords.terminalDumb computerWords.tlsUnchecked computerWords.unfinished
    computerWords.unfinishedMove helperProblems.* keychainName keychainProblems.* leaseHolders.*
    programProblems.* serviceWords.* storeProblems.* storeUnseen
  `),
  'says what one request was answered, or why there was no answer': names(`
    adoptWarnings.noToken adoptWarnings.unreadable anotherDeploy answerProblems.* appProblems.* auditGaps.*
    channelProblems.* checkedWords.accepted checkedWords.tooEarly delivering deployRunsOn doubtSentences
    flowUnknown.* mismatchWords networkProblems.* noStagingWords.* orgWords.adminSession orgWords.clock
    orgWords.clockWrong orgWords.credentials orgWords.credentialsClosed orgWords.deployRunning
    orgWords.intercepted orgWords.limits orgWords.limitsNear orgWords.metadataSecrets orgWords.myDomain
    orgWords.notMyDomain orgWords.permissions orgWords.permissionsMissing orgWords.refreshed
    orgWords.secretAccessNotTold orgWords.session orgWords.sessionJwt orgWords.stagingPermission
    orgWords.version orgWords.versionBeforeStaging orgWords.versionOld otherOrgWords.* proofDetail
    proofWords.* propagationWords requestWords seatProblems.* sessionProblems.* signInProblems.*
    signInUnreadable stillAccepted tokenIssued tokenProblems.* unseenWords.* waitingForDeploy
    waitingForSalesforce
  `),
  'says what a run does or did, as its audit trail has it': names(`
    actWords acts.*.doing acts.*.failed acts.accept-drift.done acts.accept-risk.done acts.acknowledge.done
    acts.add-consumer.done acts.begin-rotation.done acts.begin.done acts.contain.done acts.delete-pair.done
    acts.deliver.done acts.deploy.done acts.edit-consumer.done acts.end-session.done acts.finish-rotation.done
    acts.forget-pair.done acts.hand-over.done acts.look-contained.done acts.look.done acts.open-again.done
    acts.prove-refused.done acts.prove.done acts.remove-consumer.done acts.reveal.done acts.rotate.done
    acts.save-pair.done acts.snooze.done acts.stage.done acts.stop.done acts.test-consumer.done
    acts.unwatch.done acts.watch.done auditSteps.* changeWords.* comingEvents confirmedWords.others
    acts.begin-decommission.done acts.clean-file.done acts.end-report.done acts.finish-decommission.done acts.report.done
    attentionWords.ending decommissionDocument decommissionMarkdown decommissionWords.* decommissionedWords refusals.ending
    doingWords
    doneWords.drilled acts.call.done acts.drop-staged.done acts.find-staged.done acts.free-slot.done
    acts.read-pair.done acts.reset-flags.done drillWords.* givenBack historyText interruptedWords isMissed kindsOf lineWords
    lookingAtApps newsWords notContained nothingWords.wasDue pastEvents setupWarnings.* stepDoingWords
    stepWords summaryWords.* touchedWords.* watchDone.*
  `),
  'is part of the report of an incident, which tells of the past': names(`
    combinedMarkdown endWords evidenceGapWords evidenceSections incidentDocument incidentMarkdown
    incidentSummary leftInTheMiddle.* longTable mayHaveLostCertificate otherSignInsWords sessionSentence
    sumTitles totalsOf unknowable unlistedSentence
  `),
  'is put into other texts, which are compared as a whole': names(`
    appLabel appName attentionWords.handOver breaksLines
    onlyNames sharedFileWords supportPage supportWords.* unfinishedNames usesOf writtenInPlace capital overwrittenAgain keyWord lineWhy runWhy whyWords consumerLabel consumerLines
    consumerStateWords consumerWords daemonLines daemonTalk.next daemonTalk.notice daemonTalk.nothingDue daemonWords.selfCheck dayWord deliveryWords.* driftNames.* keyWords
    leakedKey leftOut leftOutWords moreNotices otherContacts otherNotices placeOf plannedConsumer sectionsText refreshTokenWords
    secretAccessOf selfCheckWords slotWords targetsOf unfitWords userScopesWords userWords withTruth
  `),
  'says what the settings of an app mean': names(`
    findingWords.AllUsersPermitted findingWords.FlowHalfOn findingWords.HighAssurance
    findingWords.IntrospectsAllTokens findingWords.IpBypassed findingWords.MetadataSecretAccessOn
    findingWords.OtherFlows findingWords.ScopeApiMissing findingWords.ScopeFull findingWords.UserIsPerson
    findingWords.UserNotApiOnly findingWords.UserPowerful findingWords.UserPrivileged findingWords.UserUnfit
    findings.frozenUnseen findings.permitted flowWarnings.* userChangeWarning
  `),
  'tells people of a date, a sign-in or a target beyond the practice org': names(`
    blockedWords codeAction contactWords consumerFailingWords revealAction unreachedWords driftNotice orgEndsNotice signInEndsNotice troubleNotice
  `),
  'says what keyturn does not know, or what may be': names(`
    reasons.DeployAnswerLost.safe reasons.DeployNotTaken.safe reasons.EmergencyIncomplete.safe
    reasons.OldPlaceNotCleared.safe reasons.PracticeOrgFailed.safe
    reasons.PracticeOrgRunning.safe reasons.PrimaryChangedOutside.safe reasons.ProofInconclusive.safe
    reasons.DecommissionUnderWay.safe
    reasons.DecommissionUnseen.safe reasons.ProofRefused.safe reasons.ProofWrongUser.safe reasons.RequestLimitExceeded.safe replacedWork
    standingWords.* unsure verdictGrounds.*
  `),
  'says why a command stopped: one answer, one file or one word of the command line': names(`
    daemonTalk.busy daemonTalk.failed daemonTalk.failedCures
    reasons.AnotherAtWork.message reasons.AnswerInvalid.message reasons.AnswerMissing.message
    reasons.AnswersInvalid.message reasons.ApiVersionTooOld.message reasons.ApiVersionUnknown.message
    reasons.AppAmbiguous.message reasons.AppIsPackaged.message reasons.CertificateInvalid.message reasons.CodeRefused.message
    reasons.CertificateUnknown.message reasons.CheckOnlyFailed.message reasons.ComponentAmbiguous.message
    reasons.ComponentMissing.message reasons.ConfigInvalid.message reasons.ConfirmationMissing.message
    reasons.ConsumerAmbiguous.message reasons.ConsumerUnknown.message reasons.ContainImpossible.message
    reasons.Defect.message reasons.DeliveryUnusable.message reasons.DeployAhead.message
    reasons.DeployAnswerLost.message reasons.DeployCanceled.message reasons.DeployFailed.message
    reasons.DeployNotTaken.message reasons.DeployStillRunning.message reasons.DrillSlotTaken.message
    reasons.EmergencyBlocked.message reasons.EmergencyIncomplete.message reasons.EmergencyNeedsDeploy.message
    reasons.FileExists.message reasons.FileNotWritten.message reasons.FileUnreadable.message
    reasons.FileUnwritable.message reasons.HomeNotWritable.message reasons.IdentityVerificationNeeded.message
    reasons.IntegrationSeatMissing.message reasons.Interrupted.message reasons.JournalBroken.message
    reasons.KeychainUnavailable.message reasons.LoginAddressInvalid.message reasons.LoginPortTaken.message
    reasons.MetadataUnreadable.message reasons.NewPairNotUsed.message reasons.NewPairUnproved.message
    reasons.NoSuchConsumer.message reasons.NoWayBack.message reasons.NobodyRunsAs.message
    reasons.NotAgreed.message reasons.NotMyDomain.message reasons.OldPlaceNotCleared.message
    reasons.OrgAnswerUnreadable.message reasons.OrgNotWatched.message reasons.OrgRefused.message
    reasons.OrgUnavailable.message reasons.OrgUnknown.message reasons.OrgUnreachable.message
    reasons.OtherFlowsInUse.message reasons.PairNotSaved.message reasons.PairNotStored.message
    reasons.PassphraseFileUnsafe.message reasons.PassphraseMissing.message reasons.PassphraseWrong.message
    reasons.PermissionMissing.message reasons.PlanOutdated.message reasons.PracticeOrgFailed.message
    reasons.PracticeOrgRunning.message reasons.ProjectFieldsMisplaced.message
    reasons.ProjectFileForeign.message reasons.ProjectUnreadable.message reasons.ProofInconclusive.message
    reasons.KeyIsPrivate.message reasons.KeyRefused.message
    reasons.RecipientUnknown.message reasons.SettingRefused.message reasons.DecommissionFinal.message
    reasons.DecommissionSlotTaken.message reasons.DecommissionUnderWay.message reasons.DecommissionUnproved.message
    reasons.DecommissionUnseen.message reasons.ExecutionUserShared.message reasons.NothingToReturn.message
    reasons.OnlyCopies.message reasons.StillInUse.message reasons.UnfinishedWork.message reasons.ProofWrongUser.message reasons.ProofRefused.message reasons.ProverFailed.message reasons.RequestLimitExceeded.message
    reasons.RevealNeedsTerminal.message reasons.SecretUnreadable.message reasons.SelfRotationNoWayBack.message
    reasons.ServiceCommandFailed.message reasons.ServiceFileEdited.message
    reasons.ServiceManagerMissing.message reasons.ServiceNotRunning.message reasons.SessionExpired.message
    reasons.SessionNotOpaque.message reasons.SetupPaused.message reasons.SignInBroken.message
    reasons.SignInNotSaved.message reasons.SignInTimedOut.message reasons.SlotUnclear.message
    reasons.StagedSecretHidden.message reasons.StagingUnavailable.message reasons.StateBusy.message
    reasons.StateDamaged.message reasons.StateTooNew.message reasons.StoreDamaged.message
    reasons.StoreNotChosen.message reasons.UsageInvalid.message reasons.UserInteractive.message
    reasons.UserNotApproved.message reasons.UserPrivileged.message reasons.UserUnfit.message
    reasons.UsernameTaken.message
  `),
};
